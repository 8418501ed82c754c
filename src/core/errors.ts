/** Every way in which sync-hooks refuses or fails; each door maps these to its own status. */
export const errorCodes = [
  "usage",
  "config",
  "not-a-repo",
  "untrusted",
  "git",
  "auth",
  "offline",
  "locked",
  "conflict",
  "store",
  "forge",
  "board",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * The one error of the project. `message` says what happened and to which checkout or file;
 * `hint` is the command or edit that mends it.
 */
export class SyncError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SyncError";
    this.code = code;
    this.hint = options.hint ?? null;
  }
}

/**
 * Gives any thrown value the shape of a `SyncError`, with its cause kept: a disk or a database that cannot be
 * written or read becomes `store`, all else `internal`.
 */
export function toSyncError(thrown: unknown): SyncError {
  if (thrown instanceof SyncError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const hint = diskMends[codeOf(thrown)];
  return hint === undefined
    ? new SyncError("internal", message, { cause: thrown })
    : new SyncError("store", message, { hint, cause: thrown });
}

const room = "free some space on the disk, then run: sync-hooks sweep";
const doctor = "run: sync-hooks doctor";

/** What mends the faults of a disk, by the system's and by SQLite's error codes (https://www.sqlite.org/rescode.html). */
const diskMends: Readonly<Record<string, string>> = {
  ENOSPC: room,
  EDQUOT: room,
  EROFS: "make the disk writable, then run: sync-hooks sweep",
  EACCES: doctor,
  EPERM: doctor,
  EIO: doctor,
  SQLITE_FULL: room,
  SQLITE_READONLY: doctor,
  SQLITE_IOERR: doctor,
  SQLITE_CORRUPT: doctor,
  SQLITE_NOTADB: doctor,
  SQLITE_CANTOPEN: doctor,
};

/** The error's code; SQLite's extended ones (`SQLITE_IOERR_WRITE`) as the one that they extend. */
function codeOf(thrown: unknown): string {
  const code: unknown = thrown instanceof Error && "code" in thrown ? thrown.code : "";
  return typeof code === "string" ? code.replace(/^(SQLITE_[A-Z]+)_.*$/, "$1") : "";
}
