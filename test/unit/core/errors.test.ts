import { expect, test } from "vitest";
import { SyncError, toSyncError } from "../../../src/core/errors.ts";

const withCode = (code: string) => Object.assign(new Error("words"), { code });

test.each([
  ["ENOSPC", "store", "free some space"],
  ["EROFS", "store", "writable"],
  ["SQLITE_FULL", "store", "free some space"],
  ["SQLITE_IOERR_WRITE", "store", "doctor"],
  ["SQLITE_READONLY_DIRECTORY", "store", "doctor"],
])("%s is a fault of the disk and names its mend", (code, expected, mend) => {
  const cause = withCode(code);
  expect(toSyncError(cause)).toMatchObject({ code: expected, message: "words", cause });
  expect(toSyncError(cause).hint).toContain(mend);
});

test.each([withCode("ERR_ASSERTION"), new TypeError("words"), "words"])(
  "%s is internal, with its cause kept",
  (cause) => expect(toSyncError(cause)).toMatchObject({ code: "internal", hint: null, cause }),
);

test("a SyncError stays itself", () => {
  const error = new SyncError("usage", "words");
  expect(toSyncError(error)).toBe(error);
});
