import { expect, test } from "vitest";
import { run } from "../../../src/system/run.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { until } from "../../helpers/until.ts";

const options = (home: ReturnType<typeof makeHome>) => ({
  cwd: home.path,
  env: home.env,
  timeoutMs: 10_000,
});

test("a command's status, output and errors come back whatever its status", async () => {
  const home = makeHome();
  const result = await run("sh", ["-c", "echo out; echo err >&2; exit 3"], options(home));
  expect(result).toMatchObject({ status: 3, stdout: "out\n", stderr: "err\n", timedOut: false });
});

test("a command gets its input when its process id has been noted", async () => {
  const home = makeHome();
  const script = 'read -r go; test -e "noted-$$" && echo "$go"';
  const result = await run("sh", ["-c", script], {
    ...options(home),
    input: "go\n",
    onStart: (pid) => void writeFile(home.path, `noted-${pid}`, ""),
  });
  expect(result).toMatchObject({ status: 0, stdout: "go\n" });
});

test("a command that cannot be started rejects with ENOENT", async () => {
  const home = makeHome();
  await expect(run("no-such-command-here", [], options(home))).rejects.toMatchObject({
    code: "ENOENT",
  });
});

test("the timeout ends the command and everything that it started", async () => {
  const home = makeHome();
  const script = "sleep 60 & echo $!; wait";
  const result = await run("sh", ["-c", script], { ...options(home), timeoutMs: 300 });
  expect(result).toMatchObject({ timedOut: true, status: null });
  const grandchild = Number(result.stdout.trim());
  await until("the grandchild is gone", () => {
    try {
      process.kill(grandchild, 0);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ESRCH";
    }
  });
});

test("input reaches the command, and one that does not read it is no error", async () => {
  const home = makeHome();
  const echoed = await run("cat", [], { ...options(home), input: "línea\n" });
  expect(echoed.stdout).toBe("línea\n");
  const ignored = await run("true", [], { ...options(home), input: "x".repeat(1_000_000) });
  expect(ignored.status).toBe(0);
});
