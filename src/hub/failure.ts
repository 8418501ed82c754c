import { SyncError } from "../core/errors.ts";

/**
 * What a database driver threw, as the project's own error: `offline` where trying again later helps
 * (busy, not reachable), `store` where somebody has to act.
 */
export function hubFailure(place: string, thrown: unknown): SyncError {
  if (thrown instanceof SyncError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const { code, says, hint } = classify(
    String((thrown as { code?: unknown })?.code ?? ""),
    message,
  );
  return new SyncError(code, `the hub ${place} ${says}`, { hint, cause: thrown });
}

function classify(
  code: string,
  message: string,
): { code: "offline" | "store"; says: string; hint: string } {
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
      hint: "move the file aside and put a backup in its place",
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
  return { code: "store", says: `failed: ${message}`, hint: "run: sync-hooks doctor" };
}
