import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { launchd, renderPlist } from "../../../src/schedule/launchd.ts";
import { changes, type Job } from "../../../src/schedule/scheduler.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { parsePlist } from "../../helpers/plist.ts";
import { requires } from "../../helpers/requirements.ts";
import { fakeSchedulers, makeMachine, textOf } from "../../helpers/schedulers.ts";

const job: Job = { command: ["/opt/runner", "sweep"], intervalMinutes: 15, offsetMinutes: 3 };
const plist = "Library/LaunchAgents/org.sync-hooks.sweep.plist";
const target = "gui/4711/org.sync-hooks.sweep";

const answering = `
case $1 in
  bootstrap) [ -f "$home/refuses" ] && { echo "Bootstrap failed: 5: Input/output error" >&2; exit 5; }; touch "$home/loaded" ;;
  bootout) rm "$home/loaded" ;;
  print) [ -f "$home/loaded" ] ;;
esac
`;

async function install(home: Home, wanted: Job | null = job) {
  const machine = makeMachine(home, "darwin");
  const edits = await launchd.plan(machine, wanted);
  await launchd.apply(machine, edits);
  return changes(edits);
}

test("the agent is written, what was loaded goes out, and the new one comes in", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { launchctl: answering });
  await install(home);
  expect(calls()).toEqual([
    `launchctl bootout ${target}`,
    `launchctl bootstrap gui/4711 ${join(home.path, plist)}`,
  ]);
});

test("an agent that stands and is loaded is left alone; one that was unloaded is loaded again", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { launchctl: answering });
  await install(home);
  const before = calls().length;
  await install(home);
  expect(calls().slice(before)).toEqual([`launchctl print ${target}`]);
  execFileSync("rm", [join(home.path, "loaded")]);
  await install(home);
  expect(calls().at(-1)).toContain("launchctl bootstrap");
});

test("an agent that launchd refuses leaves what stood before", async () => {
  const home = makeHome();
  fakeSchedulers(home, { launchctl: answering });
  await install(home);
  const before = textOf(home, plist);
  writeFile(home.path, "refuses", "");
  await expect(install(home, { ...job, intervalMinutes: 60 })).rejects.toThrow("Input/output");
  expect(textOf(home, plist)).toBe(before);
});

test("remove unloads the agent and takes the file away", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { launchctl: answering });
  await install(home);
  await install(home, null);
  expect(calls().at(-1)).toBe(`launchctl bootout ${target}`);
  expect(existsSync(join(home.path, plist))).toBe(false);
});

test("status tells whether the agent is loaded", async () => {
  const home = makeHome();
  fakeSchedulers(home, { launchctl: answering });
  await install(home);
  const machine = makeMachine(home, "darwin");
  expect(await launchd.status(machine)).toMatchObject({
    running: { state: "yes" },
    nextAt: new Date("2026-11-20T10:18:00Z"),
  });
  execFileSync("rm", [join(home.path, "loaded")]);
  expect(await launchd.status(machine)).toMatchObject({
    running: { state: "no", mend: "sync-hooks timer install" },
    nextAt: null,
  });
});

const noParser = requires("plistutil", "libplist-utils") || requires("python3", "python3");

test.skipIf(noParser)("a real parser reads the agent", () => {
  const home = makeHome();
  const command = ['/Users/a & b/<100%> "it\'s"/runner', "sweep"];
  expect(parsePlist(home, renderPlist({ ...job, command }))).toEqual({
    Label: "org.sync-hooks.sweep",
    ProgramArguments: ["/bin/sh", ...command],
    StartCalendarInterval: [3, 18, 33, 48].map((minute) => ({ Minute: minute })),
    ProcessType: "Background",
    StandardOutPath: "/dev/null",
    StandardErrorPath: "/dev/null",
  });
  const hours = { StartCalendarInterval: [0, 12].map((hour) => ({ Hour: hour, Minute: 3 })) };
  const twice = parsePlist(home, renderPlist({ ...job, intervalMinutes: 720 }));
  expect(twice).toMatchObject(hours);
  const odd = parsePlist(home, renderPlist({ ...job, intervalMinutes: 7 }));
  expect(odd).toMatchObject({ StartInterval: 420 });
});
