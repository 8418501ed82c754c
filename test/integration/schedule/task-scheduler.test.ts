import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { changes, type Job } from "../../../src/schedule/scheduler.ts";
import { renderTask, taskScheduler } from "../../../src/schedule/task-scheduler.ts";
import { readIfPresent } from "../../../src/system/files.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { requires } from "../../helpers/requirements.ts";
import { fakeSchedulers, makeMachine } from "../../helpers/schedulers.ts";
import { readTask } from "../../helpers/windows-task.ts";

const node = "C:\\Program Files\\nodejs\\node.exe";
const job: Job = {
  command: [node, "C:\\it's <mine> & yours\\sync-hooks.js", "sweep"],
  intervalMinutes: 15,
  offsetMinutes: 3,
};

/** A schtasks that keeps the XML it was given. */
const answering = `
case $1 in
  /Create) [ -f "$home/refuses" ] && { echo "ERROR: Access is denied." >&2; exit 1; }; cp "$5" "$home/task" ;;
  /Delete) rm "$home/task" ;;
  /Query) [ -f "$home/task" ] && cat "$home/task" ;;
esac
`;

async function install(home: Home, wanted: Job | null = job) {
  const machine = makeMachine(home, "win32");
  const edits = await taskScheduler.plan(machine, wanted);
  await taskScheduler.apply(machine, edits);
  return changes(edits);
}

const keptFile = (home: Home) => `${makeMachine(home).directories.data}/task-scheduler.xml`;

test("the task is registered from UTF-16 XML with a byte order mark", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { schtasks: answering });
  await install(home);
  expect(calls().at(-1)).toBe(
    `schtasks /Create /TN sync-hooks\\sweep ada /XML ${keptFile(home)} /F`,
  );
  expect(readIfPresent(keptFile(home))?.subarray(0, 4)).toEqual(Buffer.from([0xff, 0xfe, 0x3c, 0]));
});

test("a registered task with the same bytes is left alone; one that was deleted by hand comes back", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { schtasks: answering });
  await install(home);
  const before = calls().length;
  expect(await install(home)).toEqual([]);
  expect(calls().slice(before).join()).not.toContain("/Create");
  execFileSync("rm", [`${home.path}/task`]);
  await install(home);
  expect(calls().at(-1)).toContain("/Create");
});

test("a task that Windows refuses leaves what stood before", async () => {
  const home = makeHome();
  fakeSchedulers(home, { schtasks: answering });
  writeFile(home.path, "refuses", "");
  await expect(install(home)).rejects.toThrow("Access is denied");
  expect(existsSync(keptFile(home))).toBe(false);
});

test("remove deletes the task and its kept XML", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { schtasks: answering });
  await install(home);
  await install(home, null);
  expect(calls().at(-1)).toBe("schtasks /Delete /TN sync-hooks\\sweep ada /F");
  expect(existsSync(keptFile(home))).toBe(false);
});

test("status tells a registered task with its next start from one that is gone", async () => {
  const home = makeHome();
  fakeSchedulers(home, { schtasks: answering });
  await install(home);
  const machine = makeMachine(home, "win32");
  expect(await taskScheduler.status(machine)).toMatchObject({
    timetable: { intervalMinutes: 15, offsetMinutes: 3 },
    running: { state: "yes" },
    nextAt: new Date("2026-11-20T10:18:00Z"),
  });
  execFileSync("rm", [`${home.path}/task`]);
  expect(await taskScheduler.status(machine)).toMatchObject({ running: { state: "no" } });
});

test.skipIf(requires("xmllint", "libxml2-utils"))("a real parser reads the task", () => {
  const home = makeHome();
  const xml = renderTask(makeMachine(home, "win32"), job);
  const settings = {
    Hidden: "true",
    DisallowStartIfOnBatteries: "false",
    StopIfGoingOnBatteries: "false",
    ExecutionTimeLimit: "PT0S",
    MultipleInstancesPolicy: "IgnoreNew",
    StartWhenAvailable: "true",
    Interval: "PT15M",
    StartBoundary: "2020-01-01T00:03:00",
    Command: "conhost.exe",
    Arguments: `--headless "${node}" "C:\\it's <mine> & yours\\sync-hooks.js" sweep`,
  };
  expect(readTask(home, xml, Object.keys(settings))).toEqual(settings);
});
