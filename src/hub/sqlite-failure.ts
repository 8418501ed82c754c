import { unstorableText, type HubFailure } from "./failure.ts";

export const damagedHubMend =
  "move the file aside, then: sync-hooks hub restore FILE; without a backup: sync-hooks hub adopt --all --lead markdown";

/** What SQLite or the file system has answered, by its code (https://www.sqlite.org/rescode.html). */
export function classifySqlite(code: string, message: string): HubFailure {
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return {
      code: "offline",
      says: "is held by another program",
      hint: "the next sync tries again; if it lasts, close the program that keeps a transaction open",
    };
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return {
      code: "store",
      says: `is damaged (${message})`,
      hint: damagedHubMend,
    };
  if (code === "SQLITE_FULL")
    return {
      code: "store",
      says: "cannot grow: its disk is full",
      hint: "make room on that disk, then run: sync-hooks sync",
    };
  if (
    /^SQLITE_(READONLY|PERM|CANTOPEN|AUTH)/.test(code) ||
    /EACCES|EPERM|EROFS|: 14\b/.test(message)
  )
    return {
      code: "store",
      says: `cannot be opened for writing (${message})`,
      hint: "give your user read and write access to the file and its folder",
    };
  if (code.startsWith("SQLITE_IOERR"))
    return {
      code: "offline",
      says: `cannot be read from its disk (${message})`,
      hint: "check that the disk is mounted and whole; the next sync tries again",
    };
  // The hub's own triggers say so (sqlite-texts.ts).
  if (message.includes("that is not UTF-8, or that holds a NUL")) return unstorableText;
  return { code: "store", says: `failed: ${message}`, hint: "run: sync-hooks doctor" };
}
