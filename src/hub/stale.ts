import { SyncError } from "../core/errors.ts";

const stale = Symbol("stale");

/** What ends a transaction whose plan no longer fits the rows: read again, plan again. */
export const staleError = () =>
  new SyncError("conflict", "a task was written by somebody else just now", {
    hint: "run: sync-hooks sync",
    cause: stale,
  });

export const isStale = (error: unknown): boolean =>
  error instanceof SyncError && error.cause === stale;
