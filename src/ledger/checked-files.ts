import { wellFormedJson } from "../core/well-formed-json.ts";
import type { Document } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import type { Ledger } from "./open.ts";

/** What the findings of a check hold for. */
export type CheckBasis = {
  checkoutId: number;
  branch: string;
  hubId: string;
  /** The id of the hub's last restore; null: it had none. */
  restore: string | null;
  /** The sources of the program that checked: another one may find other things. */
  program: string;
};

/** What a check has found in one file, by the file's identity (size, times, device, inode). */
export type CheckedFile = {
  path: string;
  identity: string;
  format: Document["format"];
  /** The workstream's key; null: the file names none. */
  workstream: string | null;
  /** The id of the hub's row of that workstream; null: it had none. */
  workstreamId: string | null;
  /** The hub id that the file names for it. */
  namedId: string | null;
  tasks: number;
  /** What the file says of itself. */
  own: readonly Finding[];
  /** In what it differs from the hub. */
  compared: readonly Finding[];
};

/** The hub's change number up to which the last check had seen its rows; null where that went by something else. */
export function checkedUpTo(ledger: Ledger, basis: CheckBasis): number | null {
  const row = ledger.db
    .prepare(
      "SELECT change FROM checks WHERE checkout_id = ? AND branch = ? AND hub_id = ? AND program = ? AND restore IS ?",
    )
    .get(basis.checkoutId, basis.branch, basis.hubId, basis.program, basis.restore);
  return (row as { change: number } | undefined)?.change ?? null;
}

type Row = Omit<CheckedFile, "own" | "compared"> & { findings: string };

export function checkedFiles(ledger: Ledger, checkoutId: number): CheckedFile[] {
  const rows = ledger.db
    .prepare(
      `SELECT path, identity, format, workstream, workstream_id AS workstreamId, named_id AS namedId, tasks, findings
        FROM checked_files WHERE checkout_id = ?`,
    )
    .all(checkoutId) as Row[];
  return rows.map(({ findings, ...row }) => {
    const [own, compared] = JSON.parse(findings) as [Finding[], Finding[]];
    return { ...row, own, compared };
  });
}

/** From now on what is kept holds for this basis and change; of the files only those in `kept` are still known. */
export function beginCheck(
  ledger: Ledger,
  basis: CheckBasis,
  change: number,
  kept: readonly string[],
): void {
  const { db } = ledger;
  db.prepare(
    "DELETE FROM checked_files WHERE checkout_id = ? AND path NOT IN (SELECT value FROM json_each(?))",
  ).run(basis.checkoutId, JSON.stringify(kept));
  db.prepare(
    "INSERT OR REPLACE INTO checks (checkout_id, branch, hub_id, program, restore, change) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(basis.checkoutId, basis.branch, basis.hubId, basis.program, basis.restore, change);
}

/**
 * Keeps what was found in some files. The caller holds the transaction in which it has read the bases, and has made
 * sure in it that no other check has begun meanwhile.
 */
export function keepChecked(
  ledger: Ledger,
  checkoutId: number,
  files: readonly CheckedFile[],
): void {
  const rows = files.map(({ own, compared, ...file }) => [
    file.path,
    file.identity,
    file.format,
    file.workstream,
    file.workstreamId,
    file.namedId,
    file.tasks,
    JSON.stringify([own, compared]),
  ]);
  ledger.db
    .prepare(
      `INSERT OR REPLACE INTO checked_files
        (checkout_id, path, identity, format, workstream, workstream_id, named_id, tasks, findings)
        SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
        FROM json_each(?)`,
    )
    .run(checkoutId, wellFormedJson(rows));
}
