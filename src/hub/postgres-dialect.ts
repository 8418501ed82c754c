import { sql } from "kysely";
import type { HubDialect } from "./dialect.ts";

const offset = sql`(SELECT value::bigint FROM meta WHERE key = 'change_offset')`;
/** The oldest transaction that is still open: what is older has been committed, and is seen, or never will be. */
const oldestOpen = sql`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`;
const latest = sql`greatest(
  coalesce((SELECT max(change) FROM tasks), 0), coalesce((SELECT max(change) FROM deletions), 0)
)`;

/**
 * PostgreSQL's part of what differs. Transactions commit in another order than they begin, so a row carries
 * its transaction's id, and the change number stays below the oldest transaction that is still open.
 */
export const postgresDialect: HubDialect = {
  name: "postgres",
  given: (columns, rows) => {
    const typed = Object.entries(columns).map(
      ([name, type]) => sql`${sql.ref(name)} ${sql.raw(String(type))}`,
    );
    const json = JSON.stringify(rows);
    return sql`(SELECT * FROM json_to_recordset(${json}::json) AS handed (${sql.join(typed)}))`;
  },
  now: sql<string>`hub_now()`,
  // The trigger gives every row its transaction's number by itself.
  addTogether: (_db, add) => add(0),
  // The latest write that is seen has reached the disk; an id that is merely past may be used again after a crash.
  changeNumber: async (db) => {
    const { rows } = await sql<{ change: number }>`
      SELECT least(${oldestOpen} - 1 + ${offset}, ${latest}) AS change`.execute(db);
    return rows[0]?.change ?? 0;
  },
  changeAfter: async (db, before) => {
    const others = sql`SELECT 1 FROM tasks WHERE change > ${before} AND change <> hub_change()
      UNION ALL SELECT 1 FROM deletions WHERE change > ${before} AND change <> hub_change()`;
    const { rows } = await sql<{ change: number }>`
      SELECT CASE
        WHEN ${oldestOpen} < pg_current_xact_id()::text::bigint OR EXISTS (${others}) THEN ${before}
        ELSE greatest(${latest}, ${before})
      END AS change`.execute(db);
    return rows[0]?.change ?? before;
  },
  // Every writing transaction stands in it from its first write to its end.
  pulse: async (db) => {
    const { rows } = await sql<{ snapshot: string }>`
      SELECT pg_current_snapshot()::text AS snapshot`.execute(db);
    return rows[0]?.snapshot ?? "";
  },
  damage: async (db) => {
    const { rows } = await sql<{ name: string }>`
      SELECT name FROM unnest(${sql.lit(`{${guards.join(",")}}`)}::text[]) AS name
      WHERE NOT EXISTS (
        SELECT 1 FROM pg_trigger
        WHERE tgname = name AND tgenabled IN ('O', 'A')
          AND tgrelid IN ('tasks'::regclass, 'workstreams'::regclass, 'interventions'::regclass)
      )`.execute(db);
    return rows.map(({ name }) => `the trigger ${name} is missing or disabled`);
  },
};

/** The triggers without which a write would go unseen. */
const guards = [
  "tasks_added",
  "tasks_changed",
  "tasks_deleted",
  "tasks_emptied",
  "tasks_need_human_added",
  "tasks_need_human",
  "workstreams_touch",
  "workstreams_deleted",
  "workstreams_emptied",
  "interventions_added",
  "interventions_changed",
  "interventions_dated",
  "interventions_deleted",
] as const;
