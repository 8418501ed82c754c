import type { Base } from "../../core/tasks/merge.ts";
import type { MirroredTask } from "../../core/tasks/plan-table.ts";
import type { Hub, HubDb } from "../hub.ts";

/**
 * A repository's tasks as another table may hold them, and what was last agreed; removed ones are left out. A row belongs
 * to the repository whose task has agreed with it first, of those that the table is for (none given: all of them).
 */
export async function mirroredTasks(
  db: HubDb,
  repoId: string,
  { source, repositories }: { source: string; repositories: readonly string[] },
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
    .innerJoin("repos", "repos.id", "tasks.repo_id")
    .select(["tasks.id", "tasks.key"])
    .where("table_bases.source", "=", source)
    .where("tasks.repo_id", "<>", repoId)
    .where("tasks.removed_at", "is", null)
    .$if(repositories.length > 0, (query) => query.where("repos.slug", "in", [...repositories]))
    .execute();
  const own = new Map(
    rows.flatMap(({ id, key, source: met }) => (met === null ? [] : [[key, id]])),
  );
  // Where both have, since they met it at once or one was away, one of them has to give way.
  const isTaken = ({ id, key }: { id: string; key: string }) => id < (own.get(key) ?? "~");
  const bases = new Map<string, Base>();
  for (const row of rows)
    if (row.source !== null) bases.set(row.id, { markdown: row.in_hub, hub: row.in_table });
  return {
    tasks: rows.map(({ id, key, rev, word, file }) => ({ id, key, rev, word, file })),
    bases,
    taken: new Set(others.filter(isTaken).map(({ key }) => key)),
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

/** Lets a table go on under another name with what was agreed on, and what waits, under its former one. */
export async function renameSource(
  hub: Pick<Hub, "read" | "write">,
  { formerSource, source }: { formerSource: string; source: string },
): Promise<void> {
  const former = await hub.read((db) =>
    db
      .selectFrom("table_bases")
      .select("task_id")
      .where("source", "=", formerSource)
      .limit(1)
      .executeTakeFirst(),
  );
  if (former === undefined) return;
  await hub.write(async (db) => {
    await db
      .deleteFrom("table_bases")
      .where("source", "=", formerSource)
      .where("task_id", "in", (query) =>
        query.selectFrom("table_bases").select("task_id").where("source", "=", source),
      )
      .execute();
    await db
      .updateTable("table_bases")
      .set({ source })
      .where("source", "=", formerSource)
      .execute();
    await db
      .updateTable("conflicts")
      .set({ checkout: source })
      .where("checkout", "=", formerSource)
      .where("resolved_at", "is", null)
      .execute();
  });
}
