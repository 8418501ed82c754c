import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { endOfLog, followLog } from "../../src/actions/log/log.ts";
import { cliFile, syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { contextOf } from "../helpers/registered.ts";
import { addCheckout } from "../helpers/registry.ts";
import { makeRepository } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";

const logs = (home: Home) => join(home.path, ".local", "state", "sync-hooks", "log");
const line = (time: string, slug: string, message: string) =>
  `[${time}] [PUSH] [${slug}] ${message}\n`;

function writeTwoDays(home: Home): void {
  writeFile(logs(home), "2026-02-28.log", line("23:59:58", "api", "one"));
  writeFile(
    logs(home),
    "2026-03-01.log",
    line("00:00:01", "web", "two") + line("00:00:02", "api", "three"),
  );
}

/** Starts `log -f` and gives what it has printed so far, and its end. */
function follow(home: Home, ...args: string[]) {
  const child = spawn(process.execPath, [cliFile, "log", "-f", ...args], {
    env: home.env,
    cwd: home.path,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString("utf8")));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, printed: () => printed, ended };
}

test("log prints the newest entries last, under the day they belong to", async () => {
  const home = makeHome();
  writeTwoDays(home);
  const { stdout, status } = await syncHooks(home, ["log", "-n", "2"]);
  expect(stdout).toBe(
    "── 2026-03-01 ──\n[00:00:01] [PUSH] [web] two\n[00:00:02] [PUSH] [api] three\n",
  );
  expect(status).toBe(0);
});

test("log --json gives the entries of every day with UTC times", async () => {
  const home = makeHome();
  writeTwoDays(home);
  const { stdout } = await syncHooks(home, ["log", "--json"]);
  const { entries } = JSON.parse(stdout);
  expect(entries).toHaveLength(3);
  expect(entries[0]).toEqual({
    at: "2026-02-28T23:59:58.000Z",
    level: "PUSH",
    slug: "api",
    message: "one",
  });
});

test("log CHECKOUT shows that checkout's entries alone, by its slug or its path", async () => {
  const home = makeHome();
  const path = makeRepository(home, "code/api");
  await addCheckout(home, path);
  writeTwoDays(home);
  for (const selector of ["api", path]) {
    const { stdout } = await syncHooks(home, ["log", selector, "--json"]);
    const messages = JSON.parse(stdout).entries.map((entry: { message: string }) => entry.message);
    expect(messages).toEqual(["one", "three"]);
  }
});

test("log says that nothing was logged yet", async () => {
  const { stdout, status } = await syncHooks(makeHome(), ["log"]);
  expect(stdout).toMatch(/^Nothing has been logged yet/);
  expect(status).toBe(0);
});

test("log refuses a count that is none, and an endless JSON document", async () => {
  const home = makeHome();
  expect((await syncHooks(home, ["log", "-n", "many"])).status).toBe(64);
  expect((await syncHooks(home, ["log", "-f", "--json"])).status).toBe(64);
});

test("log -f goes on across midnight, also with a late line of the day before, and ends on Ctrl-C", async () => {
  const home = makeHome();
  writeTwoDays(home);
  const { child, printed, ended } = follow(home);
  await until("the old entries are printed", () => printed().includes("three"));
  writeFile(logs(home), "2026-03-02.log", line("00:00:00", "web", "after midnight"));
  await until("the new day is printed", () => printed().includes("after midnight"));
  appendFileSync(join(logs(home), "2026-03-01.log"), line("23:59:59", "api", "late"));
  await until("the late line is printed", () => printed().includes("late"));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(printed().match(/three/g)).toHaveLength(1);
  expect(printed()).not.toMatch(/error/i);
});

test("a late line is followed also where the new day began before anybody followed", async () => {
  const home = makeHome();
  writeTwoDays(home);
  const ctx = contextOf(home);
  const end = endOfLog(ctx);
  writeFile(logs(home), "2026-03-02.log", line("00:00:00", "web", "after midnight"));
  const stop = new AbortController();
  const entries = followLog(ctx, { slugs: null }, end, stop.signal);
  expect((await entries.next()).value).toMatchObject({ message: "after midnight" });
  appendFileSync(join(logs(home), "2026-03-01.log"), line("23:59:59", "api", "late"));
  expect((await entries.next()).value).toMatchObject({ message: "late" });
  stop.abort();
  expect(await entries.next()).toEqual({ done: true, value: undefined });
});

test("log -f waits for a log that is not there yet", async () => {
  const home = makeHome();
  const { child, printed, ended } = follow(home);
  const today = new Date();
  await until("the entry is printed", () => {
    writeFile(logs(home), `${today.toISOString().slice(0, 10)}.log`, line("00:00:01", "api", "x"));
    return printed().includes("[api] x");
  });
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
});

test("log -f ends quietly when its reader goes away", async () => {
  const home = makeHome();
  writeTwoDays(home);
  const { child, printed, ended } = follow(home);
  await until("the old entries are printed", () => printed().includes("three"));
  child.stdout.destroy();
  const timer = setInterval(
    () => appendFileSync(join(logs(home), "2026-03-01.log"), line("12:00:00", "api", "more")),
    50,
  );
  onTestFinished(() => clearInterval(timer));
  expect(await ended).toBe(0);
  expect(printed()).not.toMatch(/error/i);
});
