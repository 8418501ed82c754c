import type { Ledger } from "./open.ts";

/** A task file as it was when it was last worked through on a branch of a checkout. */
export type KnownFile = {
  path: string;
  /** Size, times, device and inode. */
  identity: string;
  /** When the reconcile began that recorded it, in ms since 1970. */
  recordedMs: number;
  /** Of its bytes. */
  hash: string;
  /** The workstream that it was found to hold. */
  workstream: string | null;
  /** 0: something is left to look at again, although the file stays as it is. */
  settled: 0 | 1;
};

const columns = "path, identity, recorded_ms AS recordedMs, hash, workstream, settled";

export function knownFiles(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
): Map<string, KnownFile> {
  const rows = ledger.db
    .prepare(`SELECT ${columns} FROM files WHERE checkout_id = ? AND branch = ?`)
    .all(checkoutId, branch) as KnownFile[];
  return new Map(rows.map((row) => [row.path, row]));
}

/**
 * Of the known files those with these paths or workstreams, and all that are to be looked at in any case: with
 * something left to do, or not known to be as HEAD has them.
 */
export function someKnownFiles(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
  some: { paths: readonly string[]; workstreams: readonly string[] },
): Map<string, KnownFile> {
  const from = `SELECT ${columns} FROM files WHERE checkout_id = ?1 AND branch = ?2`;
  const rows = ledger.db
    .prepare(
      `${from} AND (settled = 0 OR loose = 1)
        UNION ${from} AND path IN (SELECT value FROM json_each(?3))
        UNION ${from} AND workstream IN (SELECT value FROM json_each(?4))`,
    )
    .all(
      checkoutId,
      branch,
      JSON.stringify(some.paths),
      JSON.stringify(some.workstreams),
    ) as KnownFile[];
  return new Map(rows.map((row) => [row.path, row]));
}

/** The files that are known to hold a workstream. */
export function filesOf(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
  workstream: string,
): string[] {
  const rows = ledger.db
    .prepare("SELECT path FROM files WHERE checkout_id = ? AND branch = ? AND workstream = ?")
    .all(checkoutId, branch, workstream) as { path: string }[];
  return rows.map(({ path }) => path);
}

/** Notes that HEAD holds these files as they were last read. */
export function fastenFiles(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
  paths: readonly string[],
): void {
  if (paths.length === 0) return;
  ledger.db
    .prepare(
      "UPDATE files SET loose = 0 WHERE checkout_id = ? AND branch = ? AND path IN (SELECT value FROM json_each(?)) AND loose = 1",
    )
    .run(checkoutId, branch, JSON.stringify(paths));
}

export function keepFile(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
  file: KnownFile,
): void {
  ledger.db
    .prepare(
      `INSERT INTO files (checkout_id, branch, path, identity, recorded_ms, hash, workstream, settled)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET identity = excluded.identity, recorded_ms = excluded.recorded_ms,
          hash = excluded.hash, workstream = excluded.workstream, settled = excluded.settled, loose = 1`,
    )
    .run(
      checkoutId,
      branch,
      file.path,
      file.identity,
      file.recordedMs,
      file.hash,
      file.workstream,
      file.settled,
    );
}

/** Has a file read again by the next run, whichever files that looks at. */
export function readAgain(ledger: Ledger, checkoutId: number, branch: string, path: string): void {
  ledger.db
    .prepare("UPDATE files SET settled = 0 WHERE checkout_id = ? AND branch = ? AND path = ?")
    .run(checkoutId, branch, path);
}

export function forgetFile(ledger: Ledger, checkoutId: number, branch: string, path: string): void {
  ledger.db
    .prepare("DELETE FROM files WHERE checkout_id = ? AND branch = ? AND path = ?")
    .run(checkoutId, branch, path);
}

/** The task files that a checkout was found to hold, on whichever branch. */
export function knownPaths(ledger: Ledger, checkoutId: number): string[] {
  const rows = ledger.db
    .prepare("SELECT DISTINCT path FROM files WHERE checkout_id = ?")
    .all(checkoutId) as { path: string }[];
  return rows.map(({ path }) => path);
}
