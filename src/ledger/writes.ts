import type { BaseField, TaskBase } from "../core/tasks/plan-types.ts";
import type { Ledger } from "./open.ts";

/** What one write of a file did to a field's base, to be undone where the write is. */
export type JournaledBase = {
  key: string;
  field: BaseField;
  before: TaskBase | null;
  after: TaskBase;
};

/** One write of a task file that HEAD does not hold yet. */
export type JournaledWrite = {
  id: number;
  path: string;
  hubId: string;
  workstream: string;
  beforeHash: string;
  afterHash: string;
  bases: JournaledBase[];
  /** The hub ids that it put into the file. */
  hubIds: readonly string[];
  /** Whether its bases have been moved: a process that dies before that leaves it open whether the file was written. */
  isConfirmed: boolean;
  /** The commit that HEAD named when the file was written, or held against HEAD since; null or `""`: it is not known. */
  headSeen: string | null;
};

type Place = { checkoutId: number; branch: string };

/** Notes a write before it is made: a crash in between leaves a file whose bytes the journal knows. Gives its id. */
export function journalWrite(
  ledger: Ledger,
  place: Place,
  write: Omit<JournaledWrite, "id" | "isConfirmed"> & {
    beforeBytes: Buffer;
    at: string;
  },
): number {
  const { lastInsertRowid } = ledger.db
    .prepare(
      `INSERT INTO writes (checkout_id, branch, path, hub_id, workstream, before_hash, after_hash, before_bytes, bases, hub_ids, at, head_seen, confirmed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    )
    .run(
      place.checkoutId,
      place.branch,
      write.path,
      write.hubId,
      write.workstream,
      write.beforeHash,
      write.afterHash,
      write.beforeBytes,
      JSON.stringify(write.bases),
      JSON.stringify(write.hubIds),
      write.at,
      write.headSeen,
    );
  return Number(lastInsertRowid);
}

/** The writes that HEAD does not hold yet, oldest first, by path. */
export function journaledWrites(ledger: Ledger, place: Place): Map<string, JournaledWrite[]> {
  const rows = ledger.db
    .prepare(
      `SELECT id, path, hub_id AS hubId, workstream, before_hash AS beforeHash, after_hash AS afterHash, bases,
        hub_ids AS hubIds, confirmed, head_seen AS headSeen
        FROM writes WHERE checkout_id = ? AND branch = ? ORDER BY id`,
    )
    .all(place.checkoutId, place.branch) as (Omit<
    JournaledWrite,
    "bases" | "hubIds" | "isConfirmed"
  > & {
    bases: string;
    hubIds: string;
    confirmed: 0 | 1;
  })[];
  const byPath = new Map<string, JournaledWrite[]>();
  for (const { confirmed, ...row } of rows) {
    const write = {
      ...row,
      isConfirmed: confirmed === 1,
      bases: storedBases(row.bases),
      hubIds: JSON.parse(row.hubIds) as string[],
    };
    const writes = byPath.get(row.path);
    if (writes) writes.push(write);
    else byPath.set(row.path, [write]);
  }
  return byPath;
}

/** A write's bases from their JSON. Earlier versions counted no changes: there had been none when the hub began to. */
export function storedBases(json: string): JournaledBase[] {
  type Stored<Base> = Base extends TaskBase ? Omit<Base, "rev"> & { rev?: number } : Base;
  type Entry = { [Name in keyof JournaledBase]: Stored<JournaledBase[Name]> };
  return (JSON.parse(json) as Entry[]).map(({ before, after, ...same }) => ({
    ...same,
    before: before && { rev: 0, ...before },
    after: { rev: 0, ...after },
  }));
}

/** The files in which other branches of the checkout have writes, each as it stood after the last run there. */
export function writesElsewhere(
  ledger: Ledger,
  { checkoutId, branch }: Place,
): { path: string; branch: string; identity: string }[] {
  return ledger.db
    .prepare(
      `SELECT DISTINCT branch, path, identity FROM writes JOIN files USING (checkout_id, branch, path)
        WHERE checkout_id = ? AND branch <> ?`,
    )
    .all(checkoutId, branch) as { path: string; branch: string; identity: string }[];
}

/** Notes another branch's writes of a file as this one's too, but for those that it has noted already. */
export function copyWrites(
  ledger: Ledger,
  to: Place,
  from: { path: string; branch: string },
): void {
  ledger.db
    .prepare(
      `INSERT INTO writes (checkout_id, branch, path, hub_id, workstream, before_hash, after_hash, before_bytes, bases, hub_ids, at, confirmed)
        SELECT checkout_id, ?, path, hub_id, workstream, before_hash, after_hash, before_bytes, bases, hub_ids, at, confirmed
        FROM writes AS other WHERE checkout_id = ? AND branch = ? AND path = ? AND NOT EXISTS (
          SELECT 1 FROM writes WHERE checkout_id = other.checkout_id AND branch = ? AND path = other.path
            AND before_hash = other.before_hash AND after_hash = other.after_hash
        ) ORDER BY id`,
    )
    .run(to.branch, to.checkoutId, from.branch, from.path, to.branch);
}

/** The file's bytes before the given write; empty where they have been let go. */
export function bytesBefore(ledger: Ledger, id: number): Buffer {
  const row = ledger.db.prepare("SELECT before_bytes FROM writes WHERE id = ?").get(id);
  return (row as { before_bytes: Buffer }).before_bytes;
}

/** The write has happened, and its bases have been moved. */
export function confirmWrite(ledger: Ledger, id: number): void {
  ledger.db.prepare("UPDATE writes SET confirmed = 1 WHERE id = ?").run(id);
}

export function forgetWrites(ledger: Ledger, ids: readonly number[]): void {
  const forget = ledger.db.prepare("DELETE FROM writes WHERE id = ?");
  for (const id of ids) forget.run(id);
}

/** Lets go of the bytes of a file that is gone: only over the file as it was written would they be put back. */
export function forgetBytes(ledger: Ledger, ids: readonly number[]): void {
  const forget = ledger.db.prepare(
    "UPDATE writes SET before_bytes = x'' WHERE id = ? AND before_bytes <> x''",
  );
  for (const id of ids) forget.run(id);
}

/** Keeps these fields of a write, which a commit does not hold, and the commit that HEAD named when that was found. */
export function updateWrite(
  ledger: Ledger,
  id: number,
  { bases, headSeen }: Pick<JournaledWrite, "bases" | "headSeen">,
): void {
  ledger.db
    .prepare("UPDATE writes SET bases = ?, head_seen = ? WHERE id = ?")
    .run(JSON.stringify(bases), headSeen, id);
}
