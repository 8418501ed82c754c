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

/** Gives any thrown value the shape of a `SyncError`; what is not one becomes `internal`, with its cause kept. */
export function toSyncError(thrown: unknown): SyncError {
  if (thrown instanceof SyncError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SyncError("internal", message, { cause: thrown });
}
