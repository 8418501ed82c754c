import { sql } from "kysely";
import type { Hub, HubDb } from "./hub.ts";
import { columnTypes, type AddedTask, type PackedTasks } from "./pack-tasks.ts";
import { staleError } from "./stale.ts";

/** Adds tasks, thousands to a statement. Throws `conflict` as stale where somebody has added one of them since. */
export async function addTasks(
  { dialect }: Pick<Hub, "dialect">,
  db: HubDb,
  place: { repoId: string; placedBy: string },
  packs: readonly PackedTasks[],
): Promise<void> {
  if (packs.length === 0) return;
  const names = sql.join(Object.keys(columnTypes).map((name) => sql.ref(name)));
  await dialect.addTogether(db, async (change) => {
    for (const { count, same, own, rows } of packs) {
      const alike = Object.entries(same).map(
        ([name, value]) =>
          sql`CAST(${value} AS ${sql.raw(columnTypes[name as keyof AddedTask])}) AS ${sql.ref(name)}`,
      );
      const given = dialect.given(
        Object.fromEntries(own.map((name) => [name, columnTypes[name]])),
        rows,
      );
      const tasks = sql`(SELECT ${sql.join([sql`handed.*`, ...alike])} FROM ${given} AS handed)`;
      const { numAffectedRows } = await sql`
        INSERT INTO tasks (${names}, repo_id, placed_by, change, created_at, updated_at, completed_at)
        SELECT ${names}, ${place.repoId}, ${place.placedBy}, ${change}, added_at, added_at,
          CASE WHEN status = 'done' THEN added_at END
        FROM (SELECT ${dialect.now} AS added_at) AS moment, ${tasks} AS given WHERE true
        ON CONFLICT DO NOTHING`.execute(db);
      if (Number(numAffectedRows ?? 0) < count) throw staleError();
    }
  });
}
