import { execFileSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { openStarter } from "../../../src/system/starter.ts";
import { changedEnvironment, environmentChanges } from "../../../src/system/starter-protocol.ts";
import { makeHome, type Home } from "../../helpers/home.ts";
import { until } from "../../helpers/until.ts";

function starterOf(home: Home) {
  const starter = openStarter(home.env);
  onTestFinished(starter.close);
  const options = { cwd: home.path, env: home.env, timeoutMs: 20_000 };
  return { run: starter.run, options };
}

test("a command run by the starter gives its status, output and errors, in its folder and environment", async () => {
  const home = makeHome();
  const { run, options } = starterOf(home);
  const { HOME: _home, ...rest } = home.env;
  const env: NodeJS.ProcessEnv = { ...rest, GREETING: "hællo" };
  const script = 'echo "$GREETING ${HOME-unset} $PWD"; echo err >&2; exit 3';
  const result = await run("sh", ["-c", script], { ...options, env });
  expect(result).toMatchObject({
    status: 3,
    stdout: `hællo unset ${home.path}\n`,
    stderr: "err\n",
    timedOut: false,
  });
});

test("what a command prints comes byte for byte where that is asked", async () => {
  const home = makeHome();
  const { run, options } = starterOf(home);
  const print = ["printf", ["\\303\\274 \\377"]] as const;
  const { stdout } = await run(...print, { ...options, encoding: "latin1" });
  expect(Buffer.from(stdout, "latin1").toString("hex")).toBe("c3bc20ff");
  expect((await run(...print, options)).stdout).toBe("ü \uFFFD");
});

test("the starter's child is a child of a process of its own, not of this one", async () => {
  const home = makeHome();
  const { run, options } = starterOf(home);
  const { stdout } = await run("sh", ["-c", "echo $PPID"], options);
  expect(Number(stdout)).not.toBe(process.pid);
});

test("a command that cannot be started rejects with ENOENT, and the next one runs", async () => {
  const home = makeHome();
  const { run, options } = starterOf(home);
  await expect(run("no-such-command", [], options)).rejects.toMatchObject({ code: "ENOENT" });
  expect((await run("true", [], options)).status).toBe(0);
});

test("the timeout ends the command", async () => {
  const home = makeHome();
  const { run, options } = starterOf(home);
  const result = await run("sleep", ["60"], { ...options, timeoutMs: 200 });
  expect(result).toMatchObject({ timedOut: true, status: null });
});

test("input and the wish for a process id are served too", async () => {
  const home = makeHome();
  const { run, options } = starterOf(home);
  expect((await run("cat", [], { ...options, input: "text" })).stdout).toBe("text");
  const pids: number[] = [];
  await run("true", [], { ...options, onStart: (pid) => pids.push(pid) });
  expect(pids).toHaveLength(1);
});

test("when the starter is killed, what it ran is run again here, and so is what comes after", async () => {
  const home = makeHome();
  const { run, options } = starterOf(home);
  const parent = Number((await run("sh", ["-c", "echo $PPID"], options)).stdout);
  const script = "echo x >>started; until [ -f go ]; do sleep 0.05; done; echo done";
  const waiting = run("sh", ["-c", script], options);
  const started = () =>
    execFileSync("sh", ["-c", "cat started 2>/dev/null | wc -l"], { cwd: home.path });
  await until("the command runs", () => Number(started()) === 1);
  process.kill(parent, "SIGKILL");
  await until("it is run again", () => Number(started()) === 2);
  execFileSync("touch", ["go"], { cwd: home.path });
  expect((await waiting).stdout).toBe("done\n");
  const after = await run("sh", ["-c", "echo $PPID"], options);
  expect(Number(after.stdout)).toBe(process.pid);
});

test("an environment travels as what differs, and arrives whole", () => {
  const base = { A: "1", B: "2", C: "3" };
  const wanted = { A: "1", B: "two", D: "4" };
  const changes = environmentChanges(base, wanted);
  expect(changes).toEqual({ B: "two", C: null, D: "4" });
  expect(changedEnvironment(base, changes)).toEqual(wanted);
});
