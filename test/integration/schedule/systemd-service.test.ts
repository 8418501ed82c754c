import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changes } from "../../../src/schedule/scheduler.ts";
import { systemdService } from "../../../src/schedule/service/systemd-service.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { requires } from "../../helpers/requirements.ts";
import { fakeSchedulers, makeMachine, textOf } from "../../helpers/schedulers.ts";

const command = ["/opt/runner", "watch"];
const units = ".config/systemd/user";
const unit = "sync-hooks-watch.service";

/** A systemctl whose service is active and enabled once it was restarted; `show` prints the file of that name. */
const answering = `
case "$*" in
  *show*) cat "$home/shown" ;;
  *is-active*) [ -f "$home/active" ] ;;
  *is-enabled*) [ -f "$home/active" ] ;;
  *start*) touch "$home/active" ;;
  *disable*|*stop*) rm -f "$home/active" ;;
esac
`;

async function install(home: Home, wanted: readonly string[] | null = command) {
  const machine = makeMachine(home);
  const edits = await systemdService.plan(machine, wanted);
  await systemdService.apply(machine, edits);
  return changes(edits);
}

test("the unit is written, the manager reads it, and the service is enabled and started", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: answering });
  await install(home);
  expect(calls().slice(-3)).toEqual([
    "systemctl --user daemon-reload",
    `systemctl --user enable ${unit}`,
    `systemctl --user restart ${unit}`,
  ]);
  const text = textOf(home, `${units}/${unit}`);
  expect(text).toContain('ExecStart=/bin/sh "/opt/runner" "watch"\n');
  expect(text).toContain("\nRestart=always\n");
  expect(text).not.toContain("MemoryDenyWriteExecute");
});

test("a unit that stands and runs is left alone; one that was stopped is started", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: answering });
  await install(home);
  const before = calls().length;
  expect(await install(home)).toEqual([]);
  expect(calls().slice(before).join()).not.toMatch(/reload|enable sync|restart/);
  await systemdService.stop(makeMachine(home));
  expect(await install(home)).toEqual([]);
  expect(calls().at(-1)).toBe(`systemctl --user restart ${unit}`);
});

test("an install that the manager refuses leaves what stood before", async () => {
  const home = makeHome();
  writeFile(home.path, `${units}/${unit}`, "[Service]\n# mine\n");
  const refusing = 'case "$*" in *enable\\ sync*) echo "denied" >&2; exit 1 ;; esac\n';
  fakeSchedulers(home, { systemctl: refusing });
  await expect(install(home)).rejects.toThrow("denied");
  expect(textOf(home, `${units}/${unit}`)).toBe("[Service]\n# mine\n");
});

test("remove ends the service and takes unit and enabling link away, also where no manager answers", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { systemctl: answering });
  await install(home);
  await install(home, null);
  expect(calls()).toContain(`systemctl --user disable --now ${unit}`);
  await install(home);
  writeFile(home.path, `${units}/default.target.wants/${unit}`, "");
  fakeSchedulers(home, { systemctl: '[ "$*" = --version ]' });
  await install(home, null);
  expect(existsSync(join(home.path, units, unit))).toBe(false);
  expect(existsSync(join(home.path, units, "default.target.wants", unit))).toBe(false);
  expect(await systemdService.status(makeMachine(home))).toBeNull();
});

test.each([
  [
    "runs, with its process",
    "ActiveState=active\nSubState=running\nMainPID=4242\nUnitFileState=enabled",
    "echo Linger=yes",
    { running: { state: "yes" }, pid: 4242, caveats: [] },
  ],
  [
    "stops at log-out without linger",
    "ActiveState=active\nSubState=running\nMainPID=4242\nUnitFileState=enabled",
    "echo Linger=no",
    { running: { state: "yes" }, caveats: [{ mend: "loginctl enable-linger ada" }] },
  ],
  [
    "is not enabled",
    "ActiveState=active\nMainPID=4242\nUnitFileState=disabled",
    "echo Linger=yes",
    { running: { state: "yes" }, caveats: [{ mend: "sync-hooks service install" }] },
  ],
  [
    "ends again and again",
    "ActiveState=activating\nSubState=auto-restart\nMainPID=0\nNRestarts=7\nUnitFileState=enabled",
    "echo Linger=yes",
    { running: { state: "no", why: expect.stringContaining("7 restarts") }, pid: null },
  ],
  [
    "was stopped",
    "ActiveState=inactive\nSubState=dead\nMainPID=0\nUnitFileState=enabled",
    "echo Linger=yes",
    { running: { state: "no", mend: "sync-hooks service start" }, pid: null },
  ],
])("status tells a service that %s", async (_, shown, loginctl, status) => {
  const home = makeHome();
  fakeSchedulers(home, { systemctl: answering, loginctl });
  await install(home);
  writeFile(home.path, "shown", `${shown}\n`);
  expect(await systemdService.status(makeMachine(home))).toMatchObject({
    via: "systemd",
    ...status,
  });
});

test("status is unknown where the manager does not answer", async () => {
  const home = makeHome();
  fakeSchedulers(home, { systemctl: answering });
  await install(home);
  fakeSchedulers(home, { systemctl: "echo 'Failed to connect to bus' >&2; exit 1" });
  expect(await systemdService.status(makeMachine(home))).toMatchObject({
    running: { state: "unknown", why: expect.stringContaining("Failed to connect to bus") },
  });
});

test
  .skipIf(requires("systemd-analyze", "systemd"))
  .each(["plain", "with space", "100% sure $HOME", 'it\'s "quoted"', "back\\slash ünïcode"])(
  "systemd itself accepts the unit for a runner in a folder named %s",
  async (name) => {
    const home = makeHome();
    fakeSchedulers(home, { systemctl: answering });
    const runner = writeFile(home.path, `${name}/runner`, "#!/bin/sh\n", 0o755);
    await install(home, [runner, "watch"]);
    const said = verify(home, join(home.path, units, unit));
    expect(said).toBe("");
    // What it would say of a line that it does not know.
    const broken = textOf(home, `${units}/${unit}`).replace("Restart=always", "Restart=often");
    expect(verify(home, writeFile(home.path, `${units}/broken.service`, broken))).toContain(
      "often",
    );
  },
);

/** What systemd-analyze has to say about a unit; it exits 0 for a value that it only ignores. */
function verify(home: Home, file: string): string {
  return execFileSync(
    "sh",
    ["-c", 'systemd-analyze verify --user --man=no "$1" 2>&1 || echo "exit $?"', "sh", file],
    {
      env: { ...home.env, XDG_RUNTIME_DIR: home.path },
      encoding: "utf8",
    },
  );
}
