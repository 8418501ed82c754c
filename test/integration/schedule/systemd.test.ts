import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changes, type Job } from "../../../src/schedule/scheduler.ts";
import { startLines, systemd } from "../../../src/schedule/systemd.ts";
import { systemdWord } from "../../../src/schedule/quoting.ts";
import { minutesPerDay } from "../../../src/schedule/timetable.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { requires } from "../../helpers/requirements.ts";
import { fakeSchedulers, makeMachine, textOf } from "../../helpers/schedulers.ts";

const job: Job = { command: ["/opt/runner", "sweep"], intervalMinutes: 15, offsetMinutes: 3 };
const units = ".config/systemd/user";
const noAnalyze = requires("systemd-analyze", "systemd");

/** A systemctl whose timer is active and enabled once it was restarted and enabled. */
const answering = `
case "$*" in
  *is-active*) [ -f "$home/active" ] ;;
  *is-enabled*) [ -f "$home/active" ] ;;
  *restart*) touch "$home/active" ;;
  *disable*) rm -f "$home/active" ;;
  *show*) cat "$home/shown" ;;
esac
`;

async function install(home: Home, wanted: Job | null = job) {
  const machine = makeMachine(home);
  const edits = await systemd.plan(machine, wanted);
  await systemd.apply(machine, edits);
  return changes(edits);
}

test("the units are written, the manager reads them, and the timer is enabled and started", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: answering });
  await install(home);
  expect(calls().slice(-3)).toEqual([
    "systemctl --user daemon-reload",
    "systemctl --user enable sync-hooks.timer",
    "systemctl --user restart sync-hooks.timer",
  ]);
  const timer = textOf(home, `${units}/sync-hooks.timer`);
  expect(timer).toContain("OnCalendar=*-*-* *:03,18,33,48:00\n");
  expect(timer).toContain("Persistent=true\n");
  const service = textOf(home, `${units}/sync-hooks.service`);
  expect(service).toContain('ExecStart=/bin/sh "/opt/runner" "sweep"\n');
  expect(service).not.toContain("MemoryDenyWriteExecute");
});

test("units that stand and run are left alone", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: answering });
  await install(home);
  const before = calls().length;
  expect(await install(home)).toEqual([]);
  expect(calls().slice(before).join()).not.toMatch(/reload|enable sync|restart/);
});

test("a timer that was stopped by hand is started again although its units are the same", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: answering });
  await install(home);
  execFileSync("rm", [join(home.path, "active")]);
  expect(await install(home)).toEqual([]);
  expect(calls().at(-1)).toBe("systemctl --user restart sync-hooks.timer");
});

test("an install that the manager refuses leaves what stood before", async () => {
  const home = makeHome();
  writeFile(home.path, `${units}/sync-hooks.service`, "[Service]\n# mine\n");
  fakeSchedulers(home, {
    systemctl:
      'case "$*" in *enable\\ sync*) echo "Failed to enable: denied" >&2; exit 1 ;; esac\n',
  });
  await expect(install(home)).rejects.toThrow("Failed to enable: denied");
  expect(textOf(home, `${units}/sync-hooks.service`)).toBe("[Service]\n# mine\n");
  expect(existsSync(join(home.path, units, "sync-hooks.timer"))).toBe(false);
});

test("remove disables the timer and takes the units away", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: answering });
  await install(home);
  await install(home, null);
  expect(calls()).toContain("systemctl --user disable --now sync-hooks.timer");
  expect(existsSync(join(home.path, units, "sync-hooks.timer"))).toBe(false);
  expect(existsSync(join(home.path, units, "sync-hooks.service"))).toBe(false);
  expect(await systemd.status(makeMachine(home))).toBeNull();
});

const shown = `ActiveState=active
LastTriggerUSec=Fri 2026-11-20 10:03:00 UTC
NextElapseUSecRealtime=Fri 2026-11-20 10:18:00 UTC
`;

test.each([
  ["runs on after log-out with linger", "echo Linger=yes", { state: "yes" }],
  [
    "stops at log-out without linger, and says how to mend it",
    "echo Linger=no",
    { state: "no", mend: "loginctl enable-linger ada" },
  ],
  ["is unsure where loginctl does not answer", "exit 1", { state: "unknown" }],
])("status: %s", async (_, loginctl, running) => {
  const home = makeHome();
  fakeSchedulers(home, { systemctl: answering, loginctl });
  await install(home);
  writeFile(home.path, "shown", shown);
  expect(await systemd.status(makeMachine(home))).toMatchObject({
    via: "systemd",
    timetable: { intervalMinutes: 15, offsetMinutes: 3 },
    running,
    lastAt: new Date("2026-11-20T10:03:00Z"),
    nextAt: new Date("2026-11-20T10:18:00Z"),
  });
});

test("status of a stopped timer names the mend and no next start", async () => {
  const home = makeHome();
  fakeSchedulers(home, { systemctl: answering });
  await install(home);
  writeFile(home.path, "shown", "ActiveState=inactive\nLastTriggerUSec=n/a\n");
  expect(await systemd.status(makeMachine(home))).toMatchObject({
    running: { state: "no", mend: "sync-hooks timer install" },
    lastAt: null,
    nextAt: null,
  });
});

test.skipIf(noAnalyze).each([
  ["plain", 15],
  ["with space", 90],
  ["100% sure $HOME", 7],
  ['it\'s "quoted"', 1],
  ["back\\slash ünïcode", 1440],
])("systemd itself accepts the units for a runner in a folder named %s", async (name, minutes) => {
  const home = makeHome();
  fakeSchedulers(home, { systemctl: answering });
  const runner = writeFile(home.path, `${name}/runner`, "#!/bin/sh\n", 0o755);
  await install(home, { command: [runner, "sweep"], intervalMinutes: minutes, offsetMinutes: 0 });
  verify(home, ["sync-hooks.service", "sync-hooks.timer"]);
});

test.skipIf(noAnalyze)("systemd finds a program behind the quoting of an awkward path", () => {
  const home = makeHome();
  const service = (path: string) => `[Service]\nType=oneshot\nExecStart=${systemdWord(path)}\n`;
  for (const name of ["with space", "100% %h", "ünïcode"]) {
    const program = writeFile(home.path, `${name}/runner`, "#!/bin/sh\n", 0o755);
    writeFile(home.path, `${units}/probe.service`, service(program));
    verify(home, ["probe.service"]);
    writeFile(home.path, `${units}/probe.service`, service(`${program}.gone`));
    expect(() => verify(home, ["probe.service"])).toThrow("not executable");
  }
});

function verify(home: Home, names: readonly string[]): void {
  const files = names.map((unit) => join(home.path, units, unit));
  execFileSync("systemd-analyze", ["verify", "--user", "--man=no", ...files], {
    env: { ...home.env, XDG_RUNTIME_DIR: home.path },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The minutes of the day at which systemd starts a calendar line, on the day after the base time. */
function minutesOf(line: string): number[] {
  const said = execFileSync(
    "systemd-analyze",
    [
      "calendar",
      "--iterations=1440",
      "--base-time=2026-11-19 23:59:59 UTC",
      line.split("=")[1] ?? "",
    ],
    { env: { ...process.env, TZ: "UTC" }, encoding: "utf8" },
  );
  const times = said.matchAll(/2026-11-20 (\d\d):(\d\d):00 UTC/g);
  return [...times].map(([, hour, minute]) => Number(hour) * 60 + Number(minute));
}

test.skipIf(noAnalyze).each([1, 9, 15, 32, 90, 720, 1440])(
  "systemd reads the daily calendar for every %i minutes as exactly that",
  (intervalMinutes) => {
    const offsetMinutes = intervalMinutes - 1;
    const read = startLines({ intervalMinutes, offsetMinutes }).flatMap(minutesOf);
    const count = minutesPerDay / intervalMinutes;
    expect(read.sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, index) => offsetMinutes + index * intervalMinutes),
    );
  },
);

test("what no time of day can express counts from the last start", () => {
  expect(startLines({ intervalMinutes: 7, offsetMinutes: 2 })).toEqual([
    "OnStartupSec=3min",
    "OnUnitActiveSec=7min",
  ]);
});
