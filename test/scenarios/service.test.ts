import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { processesOf } from "../helpers/home-processes.ts";
import { makeRepository } from "../helpers/repository.ts";
import { fakeSchedulers } from "../helpers/schedulers.ts";
import { until } from "../helpers/until.ts";

const unit = ".config/systemd/user/sync-hooks-watch.service";
const keeper = ".local/share/sync-hooks/service-keeper";
const noBus = { systemctl: "echo 'Failed to connect to bus' >&2; exit 1" };

const service = (home: Home, ...args: string[]) => syncHooks(home, ["service", ...args]);

async function serviceOf(home: Home) {
  const { stdout } = await service(home, "status", "--json");
  return (JSON.parse(stdout) as { service: Record<string, unknown> }).service;
}

async function watcherPid(home: Home): Promise<number | null> {
  const { watcher } = (await serviceOf(home)) as { watcher: { pid: number | null } };
  return watcher.pid;
}

test("where no user manager answers, a detached process keeps the watcher running, also after it was killed", async () => {
  const home = makeHome();
  fakeSchedulers(home, noBus);
  const installed = await service(home, "install");
  expect(installed).toMatchObject({ status: 0, stderr: "" });
  expect(installed.stdout).toContain("detached keeps the watcher running");
  const first = await until("a watcher works", () => watcherPid(home));
  expect((await service(home, "status")).stdout).toContain(
    `✔ detached keeps the watcher running, which is process ${first}`,
  );
  process.kill(first, "SIGKILL");
  const second = await until("another one works", async () => {
    const pid = await watcherPid(home);
    return pid !== first && pid;
  });
  const status = JSON.parse((await syncHooks(home, ["status", "--json"])).stdout);
  expect(status).toMatchObject({
    watcher: { running: true, pid: second },
    service: { via: "detached", running: true, problem: null },
  });
  const doctor = await syncHooks(home, ["doctor", "--verbose"]);
  expect(doctor.stdout).toMatch(new RegExp(`service +detached, the watcher is process ${second}`));
  expect((await service(home, "stop")).stdout).toContain("stopped");
  // What the watcher itself had started ends with it, a moment later.
  await until("nothing runs any more", () => processesOf(home.path).length === 0);
  expect(await serviceOf(home)).toMatchObject({ running: "no", mend: "sync-hooks service start" });
  await service(home, "remove");
  expect(existsSync(join(home.path, keeper))).toBe(false);
  expect(await serviceOf(home)).toMatchObject({ via: null, running: null });
});

test("the timer's sweep starts a service again that a restart of the machine has ended, and none that was stopped", async () => {
  const home = makeHome();
  fakeSchedulers(home, noBus);
  await service(home, "install");
  await until("a watcher works", () => watcherPid(home));
  for (const pid of processesOf(home.path)) process.kill(pid, "SIGKILL");
  await until("all is ended", () => processesOf(home.path).length === 0);
  await syncHooks(home, ["sweep"]);
  expect(await serviceOf(home)).toMatchObject({ running: "no" });
  await syncHooks(home, ["sweep", "--scheduled"]);
  expect(await serviceOf(home)).toMatchObject({ running: "yes" });
  await service(home, "stop");
  await syncHooks(home, ["sweep", "--scheduled"]);
  expect(await serviceOf(home)).toMatchObject({ running: "no" });
});

test("moving to another service manager takes the first one's service away", async () => {
  const home = makeHome();
  fakeSchedulers(home, { systemctl: "exit 0" });
  await service(home, "install");
  const runner = join(home.path, ".local/share/sync-hooks/runner");
  const text = readFileSync(join(home.path, unit), "utf8");
  expect(text).toContain(`ExecStart=/bin/sh "${runner}" "watch"`);
  expect(existsSync(runner)).toBe(true);
  await service(home, "install", "--via", "detached");
  expect(existsSync(join(home.path, unit))).toBe(false);
  expect(existsSync(join(home.path, keeper))).toBe(true);
  const back = await service(home, "install", "--json");
  expect(JSON.parse(back.stdout)).toMatchObject({ via: "systemd" });
  expect(existsSync(join(home.path, keeper))).toBe(false);
  await until("the first one's processes have ended", () => processesOf(home.path).length === 0);
});

test("--dry-run shows the lines and writes nothing", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: "exit 0" });
  const planned = await service(home, "install", "--dry-run");
  expect(planned.stdout).toMatch(/^\+Restart=always$/m);
  expect(existsSync(join(home.path, unit))).toBe(false);
  expect(existsSync(join(home.path, ".local/share/sync-hooks/runner"))).toBe(false);
  await service(home, "install");
  expect((await service(home, "remove", "--dry-run")).stdout).toMatch(/^-Restart=always$/m);
  expect(existsSync(join(home.path, unit))).toBe(true);
  expect(calls().filter((call) => call.includes("disable"))).toEqual([]);
});

test("a service that ends again and again is told by status and doctor, with the mend", async () => {
  const home = makeHome();
  const shown = "ActiveState=activating\\nSubState=auto-restart\\nNRestarts=9\\n";
  fakeSchedulers(home, { systemctl: `case "$*" in *show*) printf '${shown}' ;; esac` });
  writeFile(home.path, unit, "[Service]\n");
  await syncHooks(home, ["add", makeRepository(home)]);
  const mend = "journalctl --user -u sync-hooks-watch.service";
  for (const words of [["service"], ["doctor"], ["status"]]) {
    const { stdout } = await syncHooks(home, words);
    expect(stdout, words.join()).toContain("9 restarts");
    expect(stdout, words.join()).toContain(mend);
  }
});

test.each([
  [
    "an unknown manager",
    ["install", "--via", "upstart"],
    "systemd, launchd, task-scheduler, detached",
  ],
  ["a manager that is not here", ["install", "--via", "launchd"], "leave --via out"],
  ["start without a service", ["start"], "sync-hooks service install"],
  ["stop without a service", ["stop"], "sync-hooks service install"],
])("%s is refused with the mend", async (_, words, mend) => {
  const home = makeHome();
  const refused = await service(home, ...words);
  expect(refused).toMatchObject({ status: 64, stderr: expect.stringContaining(mend) });
});

test("without a service, status says so, remove has nothing to do, and doctor is content", async () => {
  const home = makeHome();
  expect((await service(home)).stdout).toContain("→ sync-hooks service install");
  expect((await service(home, "remove")).stdout).toBe("There was no service.\n");
  const { stdout } = await syncHooks(home, ["doctor", "--json"]);
  const { checks } = JSON.parse(stdout) as { checks: { id: string; verdict: string }[] };
  expect(checks.find(({ id }) => id === "service")).toMatchObject({ verdict: "ok" });
});
