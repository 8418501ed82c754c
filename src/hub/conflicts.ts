import type { ConflictWrite, OpenConflict } from "../core/tasks/plan-types.ts";
import type { Field } from "../core/tasks/task.ts";
import type { HubDb } from "./hub.ts";
import { uuid5 } from "./uuid5.ts";

/** The conflicts that wait for somebody's word, as one checkout has met them. */
export async function openConflicts(
  db: HubDb,
  repoId: string,
  checkout: string,
): Promise<OpenConflict[]> {
  const rows = await db
    .selectFrom("conflicts")
    .select(["id", "task_id", "field", "base", "markdown", "hub", "chosen"])
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
  }));
}

/** Opens and closes conflict rows. The same conflict met again after a crash is the same row. */
export async function writeConflicts(
  db: HubDb,
  place: { repoId: string; checkout: string; file: string; at: string },
  writes: readonly ConflictWrite[],
): Promise<void> {
  for (const write of writes)
    if (write.kind === "close")
      await db
        .updateTable("conflicts")
        .set({ resolved_at: place.at, chosen: write.chosen })
        .where("id", "=", write.id)
        .where("resolved_at", "is", null)
        .execute();
    else await openConflict(db, place, write);
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
