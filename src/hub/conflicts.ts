import type { Updateable } from "kysely";
import type { ConflictWrite, OpenConflict } from "../core/tasks/plan-types.ts";
import type { Field } from "../core/tasks/task.ts";
import type { Hub, HubDb } from "./hub.ts";
import type { ConflictRow } from "./schema.ts";
import { uuid5 } from "./uuid5.ts";

/** The conflicts that wait for somebody's word, as one checkout has met them. */
export async function openConflicts(
  db: HubDb,
  repoId: string,
  checkout: string,
): Promise<OpenConflict[]> {
  const rows = await db
    .selectFrom("conflicts")
    .select(["id", "task_id", "field", "base", "markdown", "hub", "chosen", "file", "line"])
    .where("repo_id", "=", repoId)
    .where("checkout", "=", checkout)
    .where("resolved_at", "is", null)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    taskId: row.task_id,
    field: row.field as Field,
    base: row.base,
    markdown: row.markdown,
    hub: row.hub,
    chosen: row.chosen === "markdown" || row.chosen === "hub" ? row.chosen : null,
    file: row.file,
    line: row.line,
  }));
}

/** Opens and closes conflict rows. The same conflict met again after a crash is the same row. */
export async function writeConflicts(
  db: HubDb,
  place: { repoId: string; checkout: string; file: string; at: string },
  writes: readonly ConflictWrite[],
): Promise<void> {
  for (const write of writes)
    switch (write.kind) {
      case "open":
        await openConflict(db, place, write);
        break;
      case "close":
        await changeOpen(db, write.id, { resolved_at: place.at, chosen: write.chosen });
        break;
      case "move":
        await changeOpen(db, write.id, { file: place.file, line: write.line });
    }
}

async function changeOpen(db: HubDb, id: string, change: Updateable<ConflictRow>): Promise<void> {
  await db
    .updateTable("conflicts")
    .set(change)
    .where("id", "=", id)
    .where("resolved_at", "is", null)
    .execute();
}

async function openConflict(
  db: HubDb,
  place: { repoId: string; checkout: string; file: string; at: string },
  write: Extract<ConflictWrite, { kind: "open" }>,
): Promise<void> {
  const { taskId, rev, field, base, markdown, hub, line, chosen } = write;
  const words = [base, markdown, hub].map((word) => JSON.stringify(word));
  await db
    .insertInto("conflicts")
    .values({
      id: uuid5("conflict", place.checkout, taskId, field, String(rev), ...words),
      repo_id: place.repoId,
      task_id: taskId,
      checkout: place.checkout,
      field,
      base,
      markdown,
      hub,
      file: place.file,
      line,
      chosen,
      resolved_at: chosen === null ? null : place.at,
    })
    .onConflict((conflict) =>
      // Met again although it was settled: the settling's write did not come through. A choice that
      // somebody made stays with the row and is taken at the next sync.
      chosen === null
        ? conflict.column("id").doUpdateSet({ resolved_at: null })
        : conflict.column("id").doNothing(),
    )
    .execute();
}

/**
 * Closes the open conflicts of a checkout that nobody can decide any more: their task's row is gone from the hub,
 * or the file that they were met in is one of `gone`. Reads first: mostly there is nothing to close.
 */
export async function closeMootConflicts(
  hub: Hub,
  place: { repoId: string; checkout: string; at: string },
  gone: readonly string[],
): Promise<void> {
  const open = await hub.read((db) =>
    db
      .selectFrom("conflicts")
      .leftJoin("tasks", "tasks.id", "conflicts.task_id")
      .select(["conflicts.id", "conflicts.file", "tasks.id as task"])
      .where("conflicts.repo_id", "=", place.repoId)
      .where("conflicts.checkout", "=", place.checkout)
      .where("conflicts.resolved_at", "is", null)
      .execute(),
  );
  const moot = open.filter(({ file, task }) => task === null || gone.includes(file));
  if (moot.length === 0) return;
  await hub.write(async (db) => {
    for (const { id } of moot) await changeOpen(db, id, { resolved_at: place.at, chosen: null });
  });
}

/** Closes every open conflict that a checkout has met, because it is no longer looked after. */
export async function closeConflictsOf(hub: Hub, checkout: string, at: string): Promise<void> {
  await hub.write((db) =>
    db
      .updateTable("conflicts")
      .set({ resolved_at: at, chosen: null })
      .where("checkout", "=", checkout)
      .where("resolved_at", "is", null)
      .execute(),
  );
}
