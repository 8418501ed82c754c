import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { changes } from "../../../src/schedule/scheduler.ts";
import { logonTask, renderLogonTask } from "../../../src/schedule/service/logon-task.ts";
import { makeHome, type Home } from "../../helpers/home.ts";
import { requires } from "../../helpers/requirements.ts";
import { fakeSchedulers, makeMachine } from "../../helpers/schedulers.ts";
import { readTask } from "../../helpers/windows-task.ts";

const node = "C:\\Program Files\\nodejs\\node.exe";
const command = [node, "C:\\it's <mine> & yours\\sync-hooks.js", "watch"];
const name = "sync-hooks\\watch ada";

/** A schtasks that keeps the XML it was given, and marks in it what /Change disables. */
const answering = `
case "$*" in
  /Create*) cp "$5" "$home/task" ;;
  /Delete*) rm "$home/task" ;;
  /Query*/XML) [ -f "$home/task" ] || exit 1; if [ -f "$home/off" ]; then echo '<Settings><Enabled>false</Enabled></Settings>'; else cat "$home/task"; fi ;;
  /Query*) [ -f "$home/task" ] ;;
  */DISABLE) touch "$home/off" ;;
  */ENABLE) rm -f "$home/off" ;;
esac
`;

async function install(home: Home, wanted: readonly string[] | null = command) {
  const machine = makeMachine(home, "win32");
  const edits = await logonTask.plan(machine, wanted);
  await logonTask.apply(machine, edits);
  return changes(edits);
}

const keptFile = (home: Home) => `${makeMachine(home).directories.data}/task-scheduler-watch.xml`;

test("the task is registered and started; one that stands is not registered again", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { schtasks: answering });
  await install(home);
  expect(calls().slice(-3)).toEqual([
    `schtasks /Create /TN ${name} /XML ${keptFile(home)} /F`,
    `schtasks /Change /TN ${name} /ENABLE`,
    `schtasks /Run /TN ${name}`,
  ]);
  const before = calls().length;
  expect(await install(home)).toEqual([]);
  expect(calls().slice(before).join()).not.toContain("/Create");
});

test("stop keeps it from starting by itself, status says so, start lets it again", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { schtasks: answering });
  await install(home);
  const machine = makeMachine(home, "win32");
  expect(await logonTask.status(machine)).toMatchObject({ running: { state: "yes" } });
  await logonTask.stop(machine);
  expect(calls().slice(-2)).toEqual([
    `schtasks /Change /TN ${name} /DISABLE`,
    `schtasks /End /TN ${name}`,
  ]);
  const running = { state: "no", mend: "sync-hooks service start" };
  expect(await logonTask.status(machine)).toMatchObject({ running });
  await logonTask.start(machine);
  expect(await logonTask.status(machine)).toMatchObject({ running: { state: "yes" } });
});

test("remove ends the task, deletes it and its kept XML", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { schtasks: answering });
  await install(home);
  await install(home, null);
  expect(calls()).toContain(`schtasks /End /TN ${name}`);
  expect(calls().at(-1)).toBe(`schtasks /Delete /TN ${name} /F`);
  expect(existsSync(keptFile(home))).toBe(false);
});

test.skipIf(requires("xmllint", "libxml2-utils"))(
  "a real parser reads a task that starts at logon, hidden, on battery, without end, and again after a failure",
  () => {
    const home = makeHome();
    const expected = {
      LogonTrigger: expect.stringContaining("ada"),
      RestartOnFailure: expect.stringMatching(/PT1M\s+255/),
      Hidden: "true",
      DisallowStartIfOnBatteries: "false",
      StopIfGoingOnBatteries: "false",
      ExecutionTimeLimit: "PT0S",
      MultipleInstancesPolicy: "IgnoreNew",
      Command: "conhost.exe",
      Arguments: `--headless "${node}" "C:\\it's <mine> & yours\\sync-hooks.js" watch`,
    };
    const xml = renderLogonTask(makeMachine(home, "win32"), command);
    expect(readTask(home, xml, Object.keys(expected))).toEqual(expected);
  },
);
