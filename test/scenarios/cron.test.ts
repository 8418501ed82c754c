import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { cliFile, syncHooks } from "../helpers/cli.ts";
import { makeHome, type Home } from "../helpers/home.ts";
import { commitFile, makeRemote, makeRepository } from "../helpers/repository.ts";
import { requires, requiresRoot } from "../helpers/requirements.ts";
import { until } from "../helpers/until.ts";

const world = fileURLToPath(new URL("../helpers/cron-world.sh", import.meta.url));
const missing = [
  requiresRoot("give a cron daemon tables of its own (unshare --mount)"),
  requires("cron", "cron"),
  requires("unshare", "util-linux"),
  requires("pgrep", "procps"),
].includes(true);

/** The real cron and crontab in a world of their own; `leave` gives what `timer status --json` says at the end. */
function enterCronWorld(home: Home) {
  const args = ["--mount", "sh", world, process.execPath, cliFile];
  const child = spawn("unshare", args, { env: home.env, cwd: home.path });
  onTestFinished(() => void child.kill());
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    ready: () => until("the timer is installed", () => stdout.includes("ready\n")),
    async leave() {
      child.stdin.end("leave\n");
      const status = await ended;
      return { status, stdout: stdout.replace("ready\n", ""), stderr };
    },
  };
}

test.skipIf(missing)(
  "a real cron, which knows nothing of the user's environment, runs a real sweep within the minute",
  { timeout: 180_000 },
  async () => {
    const home = makeHome();
    home.env["SYNC_HOOKS_HOME"] = join(home.path, `it's 100% "mine"`);
    home.env["SYNC_HOOKS_TEST_SCHEDULERS"] = "crontab:/usr/bin/crontab,pgrep:/usr/bin/pgrep";
    const remote = makeRemote(home);
    const path = makeRepository(home, "work", remote);
    expect((await syncHooks(home, ["add", path])).status).toBe(0);
    const head = commitFile(home, path, "news.txt", "news\n");
    const cron = enterCronWorld(home);
    await cron.ready();
    const pushed = () => readFileSync(join(remote, "refs/heads/main"), "utf8").trim() === head;
    await until("cron's sweep has pushed the commit", pushed, 120_000);
    const { status, stdout, stderr } = await cron.leave();
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining("stands already"),
    });
    expect(JSON.parse(stdout).timer).toMatchObject({
      via: "cron",
      every_minutes: 1,
      last_at: expect.stringMatching(/Z$/),
      next_at: expect.stringMatching(/:00\.000Z$/),
      running: "yes",
    });
    expect(stderr.trimEnd().split("\n").at(-1)).toBe("0 4 1 1 * true");
  },
);
