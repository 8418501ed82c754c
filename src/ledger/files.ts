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

export function knownFiles(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
): Map<string, KnownFile> {
  const rows = ledger.db
    .prepare(
      "SELECT path, identity, recorded_ms AS recordedMs, hash, workstream, settled FROM files WHERE checkout_id = ? AND branch = ?",
    )
    .all(checkoutId, branch) as KnownFile[];
  return new Map(rows.map((row) => [row.path, row]));
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
          hash = excluded.hash, workstream = excluded.workstream, settled = excluded.settled`,
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

export function forgetFile(ledger: Ledger, checkoutId: number, branch: string, path: string): void {
  ledger.db
    .prepare("DELETE FROM files WHERE checkout_id = ? AND branch = ? AND path = ?")
    .run(checkoutId, branch, path);
}
