import { describe, expect, test } from "vitest";
import { cron, crontabLines } from "../../../src/schedule/cron.ts";
import { changes, type Job } from "../../../src/schedule/scheduler.ts";
import { makeHome } from "../../helpers/home.ts";
import {
  crontabOf,
  fakeCrontab,
  fakeSchedulers,
  makeMachine,
  putCrontab,
} from "../../helpers/schedulers.ts";

const job: Job = { command: ["/opt/runner", "sweep"], intervalMinutes: 15, offsetMinutes: 3 };
const mine = "MAILTO=ada\n# my own\n0 4 * * * backup --all\n";

async function install(home: ReturnType<typeof makeHome>, wanted: Job | null = job) {
  const machine = makeMachine(home);
  const edits = await cron.plan(machine, wanted);
  await cron.apply(machine, edits);
  return changes(edits);
}

test("the entry is one block of a crontab that is otherwise the user's", async () => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab });
  putCrontab(home, mine);
  await install(home);
  expect(crontabOf(home)).toBe(
    `${mine}# >>> sync-hooks >>>
# sync-hooks sweep, every 15 minutes from minute 3; taken away by: sync-hooks timer remove
3,18,33,48 * * * * /opt/runner sweep >/dev/null 2>&1
# <<< sync-hooks <<<
`,
  );
});

test("an entry that stands already is not written again", async () => {
  const home = makeHome();
  const calls = fakeSchedulers(home, { crontab: fakeCrontab });
  putCrontab(home, mine);
  await install(home);
  const written = calls().length;
  expect(await install(home)).toEqual([]);
  expect(calls().slice(written)).toEqual(["crontab -l"]);
});

test("another interval changes the block where it stands, above lines of the user's", async () => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab });
  putCrontab(home, mine);
  await install(home);
  putCrontab(home, `${crontabOf(home)}@reboot later\n`);
  await install(home, { ...job, intervalMinutes: 60 });
  expect(crontabOf(home)).toMatch(
    /^MAILTO[\s\S]*backup --all\n# >>>[\s\S]*\n3 \* \* \* \* [\s\S]*<<<\n@reboot later\n$/,
  );
});

test.each([
  ["a crontab", mine],
  ["a crontab with CRLF line ends", mine.replaceAll("\n", "\r\n")],
  ["no crontab", null],
])("remove gives back %s byte for byte", async (_, before) => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab });
  if (before !== null) putCrontab(home, before);
  await install(home);
  await install(home, null);
  expect(crontabOf(home)).toBe(before);
});

test("a last line without a line feed keeps a line of its own", async () => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab });
  putCrontab(home, "0 4 * * * backup");
  await install(home);
  expect(crontabOf(home)).toMatch(/^0 4 \* \* \* backup\n# >>> sync-hooks >>>\n/);
  expect(crontabOf(home)).toMatch(/# <<< sync-hooks <<<\n$/);
});

describe("nothing is written", () => {
  const begin = "# >>> sync-hooks >>>";
  const end = "# <<< sync-hooks <<<";
  const line = "3 * * * * /opt/runner sweep";
  test.each([
    ["a begin marker without an end", `${begin}\n${line}\n${mine}`],
    ["an end marker without a begin", `${mine}${line}\n${end}\n`],
    ["reversed markers", `${end}\n${line}\n${begin}\n${mine}`],
    ["two blocks", `${begin}\n${line}\n${end}\n${mine}${begin}\n${line}\n${end}\n`],
    ["markers with CRLF", `${begin}\r\n${line}\r\n${end}\r\n`],
  ])("with %s", async (_, damaged) => {
    const home = makeHome();
    const calls = fakeSchedulers(home, { crontab: fakeCrontab });
    putCrontab(home, damaged);
    for (const wanted of [job, null])
      await expect(install(home, wanted)).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringMatching(/crontab of ada, line \d+: .*nothing was written/),
        hint: expect.stringContaining("crontab -e"),
      });
    expect(crontabOf(home)).toBe(damaged);
    expect(calls().every((call) => call === "crontab -l")).toBe(true);
    const status = await cron.status(makeMachine(home));
    expect(status?.running).toMatchObject({ state: "no", why: expect.stringContaining("damaged") });
  });

  test("when the crontab cannot be read", async () => {
    const home = makeHome();
    const calls = fakeSchedulers(home, {
      crontab: 'echo "You (ada) are not allowed to use this program (crontab)" >&2\nexit 1\n',
    });
    await expect(install(home)).rejects.toMatchObject({
      message: expect.stringContaining("not allowed to use this program"),
      hint: expect.stringContaining("nothing was written"),
    });
    expect(calls()).toEqual(["crontab -l"]);
  });
});

test("cron refuses 7 minutes, which do not divide the day, and names the nearest that do", () => {
  expect(() => crontabLines({ ...job, intervalMinutes: 7 })).toThrow(
    expect.objectContaining({
      code: "usage",
      hint: "sync-hooks timer install --every 6m or sync-hooks timer install --every 8m",
    }),
  );
});

test("90 minutes are two lines", () => {
  expect(crontabLines({ ...job, intervalMinutes: 90, offsetMinutes: 0 })).toEqual([
    "0 0,3,6,9,12,15,18,21 * * * /opt/runner sweep >/dev/null 2>&1",
    "30 1,4,7,10,13,16,19,22 * * * /opt/runner sweep >/dev/null 2>&1",
  ]);
});

test("spaces, quotes and % in the path are escaped for crontab and shell", () => {
  const [line] = crontabLines({ ...job, command: ["/a b/100%'s/runner", "sweep"] });
  expect(line).toBe("3,18,33,48 * * * * '/a b/100\\%'\\''s/runner' sweep >/dev/null 2>&1");
});

test.each([
  ["a line break", "/a\nb/runner", /line break/],
  ["more characters than cron reads", `/${"x".repeat(1000)}`, /characters/],
])("a path with %s is refused", (_, path, message) => {
  expect(() => crontabLines({ ...job, command: [path] })).toThrow(message);
});

test.each([
  ["runs", "exit 0", "yes"],
  ["does not run", "exit 1", "no"],
])("status tells whether a cron daemon %s", async (_, pgrep, state) => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab, pgrep });
  await install(home);
  const status = await cron.status(makeMachine(home));
  expect(status).toMatchObject({
    via: "cron",
    timetable: { intervalMinutes: 15, offsetMinutes: 3 },
    running: { state },
    nextAt: state === "yes" ? new Date("2026-11-20T10:18:00Z") : null,
  });
});

test("status without a block is none", async () => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab });
  expect(await cron.status(makeMachine(home))).toBeNull();
  putCrontab(home, mine);
  expect(await cron.status(makeMachine(home))).toBeNull();
});
