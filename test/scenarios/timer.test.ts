import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { crontabOf, fakeCrontab, fakeSchedulers, putCrontab } from "../helpers/schedulers.ts";

const timerUnit = ".config/systemd/user/sync-hooks.timer";
const cronDaemon = { crontab: fakeCrontab, pgrep: "exit 0" };

const timer = (home: ReturnType<typeof makeHome>, ...args: string[]) =>
  syncHooks(home, ["timer", ...args]);

test("where no user manager answers, cron is taken, and the runner that it starts stands", async () => {
  const home = makeHome();
  fakeSchedulers(home, {
    systemctl: "echo 'Failed to connect to bus' >&2; exit 1",
    ...cronDaemon,
  });
  const installed = await timer(home, "install", "--every", "30m", "--json");
  expect(installed).toMatchObject({ status: 0, stderr: "" });
  expect(JSON.parse(installed.stdout)).toMatchObject({ via: "cron", every_minutes: 30 });
  const runner = join(home.path, ".local/share/sync-hooks/runner");
  expect(crontabOf(home)).toContain(`${runner} sweep --scheduled`);
  expect(existsSync(runner)).toBe(true);
  const status = await timer(home, "status");
  expect(status.stdout).toMatch(/✔ cron sweeps every 30 minutes: last never, next in \d+/);
});

test("the minute is the same at every install", async () => {
  const home = makeHome();
  fakeSchedulers(home, cronDaemon);
  await timer(home, "install", "--every", "24h");
  const first = crontabOf(home);
  await timer(home, "remove");
  expect(crontabOf(home)).toBeNull();
  await timer(home, "install", "--every", "24h");
  expect(crontabOf(home)).toBe(first);
});

test("moving to another scheduler takes the first one's entry away", async () => {
  const home = makeHome();
  putCrontab(home, "0 4 * * * backup\n");
  fakeSchedulers(home, { systemctl: "exit 0", ...cronDaemon });
  await timer(home, "install", "--via", "cron");
  expect(existsSync(join(home.path, timerUnit))).toBe(false);
  const moved = await timer(home, "install", "--via", "systemd");
  expect(moved.stdout).toContain("systemd sweeps every 15 minutes");
  expect(existsSync(join(home.path, timerUnit))).toBe(true);
  expect(crontabOf(home)).toBe("0 4 * * * backup\n");
  await timer(home, "install", "--via", "cron");
  expect(existsSync(join(home.path, timerUnit))).toBe(false);
});

test("a crontab that cannot be read is a warning where systemd has the timer, and an error where cron has", async () => {
  const home = makeHome();
  fakeSchedulers(home, { systemctl: "exit 0", crontab: "echo 'tables locked' >&2; exit 1" });
  const bySystemd = await timer(home, "install");
  expect(bySystemd).toMatchObject({ status: 0, stderr: expect.stringContaining("tables locked") });
  const byCron = await timer(home, "install", "--via", "cron");
  expect(byCron).toMatchObject({ status: 1, stderr: expect.stringContaining("tables locked") });
  expect(existsSync(join(home.path, timerUnit))).toBe(true);
});

test("--dry-run shows the lines and writes nothing", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, cronDaemon);
  const planned = await timer(home, "install", "--every", "1h", "--dry-run");
  expect(planned.stdout).toMatch(/^\+# >>> sync-hooks >>>$/m);
  expect(planned.stdout).toMatch(/^\+\d+ \* \* \* \* .*runner sweep --scheduled/m);
  expect(crontabOf(home)).toBeNull();
  expect(existsSync(join(home.path, ".local/share/sync-hooks/runner"))).toBe(false);
  await timer(home, "install");
  expect((await timer(home, "remove", "--dry-run")).stdout).toMatch(/^-# >>> sync-hooks >>>$/m);
  expect(crontabOf(home)).toContain("sync-hooks");
  expect(calls().filter((call) => call === "crontab -")).toHaveLength(1);
});

test.each([
  [
    "7m in cron",
    ["--every", "7m", "--via", "cron"],
    "--every 6m or sync-hooks timer install --every 8m",
  ],
  ["half minutes", ["--every", "90s"], "whole minutes"],
  ["more than a day", ["--every", "25h"], "1m to 24h"],
  ["no duration at all", ["--every", "often"], "--every 15m"],
  ["an unknown scheduler", ["--via", "at"], "systemd, cron, launchd, task-scheduler"],
  ["a scheduler that is not here", ["--via", "launchd"], "leave --via out"],
])("%s is refused with the mend", async (_, options, mend) => {
  const home = makeHome();
  fakeSchedulers(home, cronDaemon);
  const refused = await timer(home, "install", ...options);
  expect(refused).toMatchObject({ status: 64, stderr: expect.stringContaining(mend) });
  expect(crontabOf(home)).toBeNull();
});

test("the interval comes from the config where --every does not give it", async () => {
  const home = makeHome();
  writeFile(home.path, ".config/sync-hooks/config.yaml", "interval_minutes: 60\n");
  fakeSchedulers(home, cronDaemon);
  expect((await timer(home, "install")).stdout).toContain("cron sweeps every 60 minutes");
});

test("without a timer, status says so and how to get one", async () => {
  const home = makeHome();
  const status = await timer(home, "status");
  expect(status.stdout).toContain("sync-hooks timer install");
  const { timer: document } = JSON.parse((await timer(home, "status", "--json")).stdout);
  expect(document).toMatchObject({ via: null, last_at: null, next_at: null, running: null });
  const without = await timer(home, "install");
  expect(without).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("no scheduler answers"),
  });
});

test("a cron without a daemon is told with the mend", async () => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab, pgrep: "exit 1" });
  await timer(home, "install");
  expect((await timer(home, "status")).stdout).toMatch(
    /✖ cron: no cron daemon runs[\s\S]*enable --now cron/,
  );
});
