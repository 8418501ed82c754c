import { sql } from "kysely";
import { groupBy } from "../core/group-by.ts";
import { hubTableNames } from "./contents/tables.ts";
import type { HubDialect } from "./dialect.ts";
import { parseRestores } from "./restores.ts";

const offset = sql`(SELECT value::bigint FROM meta WHERE key = 'change_offset')`;
/** The oldest transaction that is still open: what is older has been committed, and is seen, or never will be. */
const oldestOpen = sql`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`;
/** The floor is where the hub stood when it came from another database. */
const latest = sql`greatest(
  (SELECT max(change) FROM tasks), (SELECT max(change) FROM deletions),
  (SELECT value::bigint FROM meta WHERE key = 'change_floor')
)`;

/**
 * PostgreSQL's part of what differs. Transactions commit in another order than they begin, so a row carries
 * its transaction's id, and the change number stays below the oldest transaction that is still open.
 */
export const postgresDialect: HubDialect = {
  name: "postgres",
  given: (columns, rows) => {
    const values = Object.entries(columns).map(
      ([name, type], at) =>
        sql`CAST(list ->> ${sql.lit(at)} AS ${sql.raw(String(type))}) AS ${sql.ref(name)}`,
    );
    return sql`(SELECT ${sql.join(values)} FROM json_array_elements(${rows}::json) AS handed (list))`;
  },
  manyRows: async (_db, by, columns, query) => {
    const groups = groupBy(await query.execute(), (row) => String(row[by]));
    const listed = [...groups].map(([owner, rows]) => {
      return [owner, rows.map((row) => columns.map((column) => row[column]) as never)] as const;
    });
    return new Map(listed);
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
  moment: async (db) => {
    const { rows } = await sql<{ change: number; latest: number; restore: string | null }>`
      SELECT least(${oldestOpen} - 1 + ${offset}, latest) AS change, latest,
        (SELECT value FROM meta WHERE key = 'restore') AS restore
      FROM (SELECT ${latest} AS latest) AS writes`.execute(db);
    const { change = 0, latest: last = 0, restore } = rows[0] ?? {};
    return { change, latest: last, restores: parseRestores(restore) };
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
  latestChange: async (db) => {
    const { rows } = await sql<{ change: number }>`SELECT ${latest} AS change`.execute(db);
    return rows[0]?.change ?? 0;
  },
  continueFrom: async (db, change) => {
    await sql`INSERT INTO meta (key, value) VALUES ('change_floor', ${String(change)})
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`.execute(db);
    await sql`UPDATE meta
      SET value = greatest(value::bigint, ${change}::bigint - pg_current_xact_id()::text::bigint + 1)
      WHERE key = 'change_offset'`.execute(db);
    await sql`SELECT setval(pg_get_serial_sequence('sync_log', 'id'),
      (SELECT coalesce(max(id), 0) + 1 FROM sync_log), false)`.execute(db);
  },
  lockContents: async (db) => {
    const tables = sql.join(hubTableNames.map((name) => sql.table(name)));
    await sql`LOCK TABLE ${tables} IN SHARE ROW EXCLUSIVE MODE`.execute(db);
  },
  asGiven: async (db, work) => {
    await sql`SELECT set_config('sync_hooks.restoring', 'on', true)`.execute(db);
    const result = await work();
    await sql`SELECT set_config('sync_hooks.restoring', 'off', true)`.execute(db);
    return result;
  },
  seal: async (db) => {
    await sql`CREATE OR REPLACE FUNCTION hub_refuse() RETURNS trigger
      LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      BEGIN
        RAISE EXCEPTION 'this hub has moved to %', (SELECT value FROM meta WHERE key = 'moved_to');
      END $$`.execute(db);
    for (const table of hubTableNames)
      await sql`CREATE TRIGGER hub_sealed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE
        ON ${sql.table(table)} FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse()`.execute(db);
  },
  unseal: async (db) => {
    for (const table of hubTableNames)
      await sql`DROP TRIGGER IF EXISTS hub_sealed ON ${sql.table(table)}`.execute(db);
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
  "tasks_moved",
  "tasks_passed",
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
