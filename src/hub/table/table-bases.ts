import type { Base } from "../../core/tasks/merge.ts";
import type { MirroredTask } from "../../core/tasks/plan-table.ts";
import type { HubDb } from "../hub.ts";

/**
 * A repository's tasks as another table may hold them, and what was last agreed; removed ones are left out. A row belongs
 * to the repository whose task has met it first.
 */
export async function mirroredTasks(
  db: HubDb,
  repoId: string,
  source: string,
): Promise<{
  tasks: (MirroredTask & { file: string })[];
  bases: Map<string, Base>;
  /** The keys whose rows belong to another repository's tasks. */
  taken: Set<string>;
}> {
  const rows = await db
    .selectFrom("tasks")
    .innerJoin("workstreams", "workstreams.id", "tasks.workstream_id")
    .leftJoin("table_bases", (join) =>
      join.onRef("table_bases.task_id", "=", "tasks.id").on("table_bases.source", "=", source),
    )
    .select(["tasks.id", "tasks.key", "tasks.rev", "tasks.status as word", "workstreams.file"])
    .select(["table_bases.source", "table_bases.in_hub", "table_bases.in_table"])
    .where("tasks.repo_id", "=", repoId)
    .where("tasks.removed_at", "is", null)
    .execute();
  const others = await db
    .selectFrom("table_bases")
    .innerJoin("tasks", "tasks.id", "table_bases.task_id")
    .select("tasks.key")
    .where("table_bases.source", "=", source)
    .where("tasks.repo_id", "<>", repoId)
    .where("tasks.removed_at", "is", null)
    .execute();
  const bases = new Map<string, Base>();
  for (const row of rows)
    if (row.source !== null) bases.set(row.id, { markdown: row.in_hub, hub: row.in_table });
  return {
    tasks: rows.map(({ id, key, rev, word, file }) => ({ id, key, rev, word, file })),
    bases,
    taken: new Set(others.map(({ key }) => key)),
  };
}

/** Keeps what a task and its row have agreed on. */
export async function keepTableBases(
  db: HubDb,
  source: string,
  agreed: readonly { id: string; base: Base }[],
): Promise<void> {
  for (const { id, base } of agreed) {
    const words = { in_hub: base.markdown, in_table: base.hub };
    await db
      .insertInto("table_bases")
      .values({ source, task_id: id, ...words })
      .onConflict((conflict) => conflict.columns(["source", "task_id"]).doUpdateSet(words))
      .execute();
  }
}
