import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changes } from "../../../src/schedule/scheduler.ts";
import { launchdService, renderAgent } from "../../../src/schedule/service/launchd-service.ts";
import { makeHome, type Home } from "../../helpers/home.ts";
import { parsePlist } from "../../helpers/plist.ts";
import { requires } from "../../helpers/requirements.ts";
import { fakeSchedulers, makeMachine } from "../../helpers/schedulers.ts";

const label = "org.sync-hooks.watch";
const plist = `Library/LaunchAgents/${label}.plist`;
const target = `gui/4711/${label}`;

const answering = `
case $1 in
  bootstrap) touch "$home/loaded" ;;
  bootout) rm -f "$home/loaded" ;;
  print) [ -f "$home/loaded" ] && printf '\\tstate = running\\n\\tpid = 4242\\n' ;;
esac
`;

async function install(home: Home, wanted: readonly string[] | null = ["/opt/runner", "watch"]) {
  const machine = makeMachine(home, "darwin");
  const edits = await launchdService.plan(machine, wanted);
  await launchdService.apply(machine, edits);
  return changes(edits);
}

test("the agent is written and loaded, and left alone from then on", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { launchctl: answering });
  await install(home);
  const bootstrap = `launchctl bootstrap gui/4711 ${join(home.path, plist)}`;
  expect(calls()).toEqual([`launchctl bootout ${target}`, bootstrap]);
  expect(await install(home)).toEqual([]);
  expect(calls().slice(2)).toEqual([`launchctl print ${target}`]);
});

test("stop unloads it, status says so, start loads it again", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { launchctl: answering });
  await install(home);
  const machine = makeMachine(home, "darwin");
  expect(await launchdService.status(machine)).toMatchObject({
    running: { state: "yes" },
    pid: 4242,
  });
  await launchdService.stop(machine);
  expect(await launchdService.status(machine)).toMatchObject({
    running: { state: "no", mend: "sync-hooks service start" },
    pid: null,
  });
  await launchdService.start(machine);
  expect(calls().at(-1)).toContain("launchctl bootstrap");
});

test("remove unloads the agent and takes the file away", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { launchctl: answering });
  await install(home);
  await install(home, null);
  expect(calls().at(-1)).toBe(`launchctl bootout ${target}`);
  expect(existsSync(join(home.path, plist))).toBe(false);
  expect(await launchdService.status(makeMachine(home, "darwin"))).toBeNull();
});

test("an agent that has ended and waits is no running one", async () => {
  const home = makeHome();
  fakeSchedulers(home, { launchctl: answering });
  await install(home);
  fakeSchedulers(home, { launchctl: "printf '\\tstate = spawn scheduled\\n'" });
  const status = await launchdService.status(makeMachine(home, "darwin"));
  expect(status).toMatchObject({ running: { state: "no" }, pid: null });
});

const noParser = requires("plistutil", "libplist-utils") || requires("python3", "python3");

test.skipIf(noParser)("a real parser reads an agent that is kept alive", () => {
  const home = makeHome();
  const command = ['/Users/a & b/<100%> "it\'s"/runner', "watch"];
  expect(parsePlist(home, renderAgent(command))).toEqual({
    Label: label,
    ProgramArguments: ["/bin/sh", ...command],
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: 10,
    ExitTimeOut: 90,
    StandardOutPath: "/dev/null",
    StandardErrorPath: "/dev/null",
  });
});
