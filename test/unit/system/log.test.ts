import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  dayOf,
  levels,
  logLine,
  openLog,
  parseLogLine,
  pruneLogs,
} from "../../../src/system/log.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";

describe("a log line", () => {
  const at = new Date("2026-03-01T08:05:09");

  test.each(levels)("written at level %s is read back as it was", (level) => {
    const line = logLine(at, level, "team/api", "pushed main [1 commit]").trimEnd();
    expect(parseLogLine(dayOf(at), line)).toEqual({
      at: at.toISOString(),
      level,
      slug: "team/api",
      message: "pushed main [1 commit]",
    });
  });

  test.each([
    ["an empty line", ""],
    ["a torn line", "[08:05:"],
    ["an unknown level", "[08:05:09] [LOUD] [api] hello"],
    ["a time that no clock shows", "[99:99:99] [INFO] [api] hello"],
  ])("%s is no entry", (_name, line) => expect(parseLogLine("2026-03-01", line)).toBeNull());

  test("a message's line breaks cannot make a second entry", () => {
    const text = logLine(at, "WARN", "api", "one\n[08:05:09] [ERROR] [api] two\r\n");
    expect(text.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("retention", () => {
  test("keeps fourteen days, today's among them, and touches no other file", () => {
    const { path } = makeHome();
    const names = ["2026-02-15.log", "2026-02-16.log", "2026-03-01.log", "notes.txt"];
    for (const name of names) writeFile(path, join("log", name), "");
    const gone = pruneLogs(join(path, "log"), new Date("2026-03-01T12:00:00"));
    expect(gone).toEqual(["2026-02-15"]);
    expect(readdirSync(join(path, "log")).sort()).toEqual(names.slice(1));
  });

  test("has nothing to do where nothing was logged", () => {
    const { path } = makeHome();
    expect(pruneLogs(join(path, "log"), new Date())).toEqual([]);
  });
});

test("each day has a file of its own", () => {
  const { path } = makeHome();
  let now = new Date("2026-03-01T23:59:59");
  const log = openLog(join(path, "log"), { now: () => now });
  log.write("INFO", "api", "before midnight");
  now = new Date("2026-03-02T00:00:01");
  log.write("INFO", "api", "after midnight");
  expect(readdirSync(join(path, "log")).sort()).toEqual(["2026-03-01.log", "2026-03-02.log"]);
});

test("a log that makes its folders lets nobody else look into them", () => {
  const { path } = makeHome();
  openLog(join(path, "state", "log"), { now: () => new Date() }).write("INFO", "api", "begun");
  for (const folder of ["state", "state/log"])
    expect(statSync(join(path, folder)).mode & 0o777).toBe(0o700);
});
