import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { changes } from "../../../src/schedule/scheduler.ts";
import { detached, wasEndedByOthers } from "../../../src/schedule/service/detached.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { processesOf } from "../../helpers/home-processes.ts";
import { makeMachine } from "../../helpers/schedulers.ts";
import { until } from "../../helpers/until.ts";

/** A program in the runner's place: notes its process, and at SIGTERM finishes what it has in hand. */
const program = `#!/bin/sh
sleep 60 & child=$!
trap 'kill "$child"; sleep 0.2; echo finished >"$HOME/finished"; exit 0' TERM
echo "$*" >"$HOME/words"
echo $$ >"$HOME/started"
wait "$child"
`;

const pidFile = ".local/state/sync-hooks/service.pid";

async function install(home: Home, folder = "bin") {
  const runner = writeFile(home.path, `${folder}/runner`, program, 0o755);
  const machine = makeMachine(home);
  onTestFinished(() => detached.stop(machine));
  const edits = await detached.plan(machine, [runner, "watch"]);
  await detached.apply(machine, edits);
  await until("the program runs", () => existsSync(join(home.path, "started")));
  return { machine, edits };
}

const stateOf = async (home: Home) => (await detached.status(makeMachine(home)))?.running;

test.each(["bin", "with space", "it's 100% $HOME ünïcode"])(
  "install starts the program in a folder named %s; remove ends it and leaves nothing",
  async (folder) => {
    const home = makeHome();
    const { machine } = await install(home, folder);
    expect(readFileSync(join(home.path, "words"), "utf8")).toBe("watch\n");
    expect(await stateOf(home)).toEqual({ state: "yes" });
    await detached.apply(machine, await detached.plan(machine, null));
    expect(readFileSync(join(home.path, "finished"), "utf8")).toBe("finished\n");
    expect(await detached.status(machine)).toBeNull();
    expect(existsSync(join(home.path, pidFile))).toBe(false);
    expect(await detached.plan(machine, null)).toEqual([]);
  },
);

test("what runs already is neither written nor started again", async () => {
  const home = makeHome();
  await install(home);
  const before = readFileSync(join(home.path, pidFile), "utf8");
  const { edits } = await install(home);
  expect(changes(edits)).toEqual([]);
  expect(readFileSync(join(home.path, pidFile), "utf8")).toBe(before);
});

test("stop waits until the program has finished, and it stays stopped until start", async () => {
  const home = makeHome();
  const { machine } = await install(home);
  await detached.stop(machine);
  expect(existsSync(join(home.path, "finished"))).toBe(true);
  expect(processesOf(home.path)).toEqual([]);
  expect(await stateOf(home)).toMatchObject({ state: "no", mend: "sync-hooks service start" });
  expect(wasEndedByOthers(machine)).toBe(false);
  await detached.start(machine);
  expect(await stateOf(home)).toEqual({ state: "yes" });
});

test("a keeper that was killed is told from one that was stopped", async () => {
  const home = makeHome();
  const { machine } = await install(home);
  const pid = Number(readFileSync(join(home.path, pidFile), "utf8").split("\n")[0]);
  process.kill(pid, "SIGKILL");
  await until("its end is seen", () => wasEndedByOthers(machine));
  expect(await stateOf(home)).toMatchObject({
    state: "no",
    why: `its process ${pid} has ended, and nobody told it to`,
  });
  for (const left of processesOf(home.path)) process.kill(left, "SIGKILL");
});

describe("a process that only has the id of the one in the pid file", () => {
  test("is not taken for it, and stop leaves it alone", async () => {
    const home = makeHome();
    const { machine } = await install(home);
    await detached.stop(machine);
    const stranger = spawn("sleep", ["60"], { env: home.env });
    // It runs under this id, but began at another time than the file says.
    writeFile(home.path, pidFile, `${stranger.pid}\n1\n`);
    expect(await stateOf(home)).toMatchObject({
      state: "no",
      why: expect.stringContaining("ended"),
    });
    await detached.stop(machine);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill("SIGKILL");
  });
});

test("what the program last said on standard error is shown", async () => {
  const home = makeHome();
  const runner = writeFile(
    home.path,
    "bin/runner",
    '#!/bin/sh\necho first >&2; echo "error: no config" >&2; touch "$HOME/started"\n',
    0o755,
  );
  const machine = makeMachine(home);
  onTestFinished(() => detached.stop(machine));
  await detached.apply(machine, await detached.plan(machine, [runner, "watch"]));
  await until("it has spoken", () => existsSync(join(home.path, "started")));
  const { caveats } = (await detached.status(machine)) ?? {};
  expect(caveats?.[0]?.what).toBe("the watcher says: error: no config");
});

test("a program that is gone ends its keeper", async () => {
  const home = makeHome();
  const machine = makeMachine(home);
  await detached.apply(machine, await detached.plan(machine, [join(home.path, "gone"), "watch"]));
  await until("the keeper has ended", () => wasEndedByOthers(machine));
});

test("only Linux has it", async () => {
  const home = makeHome();
  expect(await detached.unavailable(makeMachine(home, "linux"))).toBeNull();
  expect(await detached.unavailable(makeMachine(home, "darwin"))).toContain("only Linux");
});
