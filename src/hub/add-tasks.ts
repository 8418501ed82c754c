import { sql } from "kysely";
import type { HubWrite } from "../core/tasks/plan-types.ts";
import type { Hub, HubDb } from "./hub.ts";
import { staleError } from "./stale.ts";

/** A new row of the tasks table, but for what is the same for all that are added together. */
export type AddedTask = {
  id: string;
  workstream_id: string;
  key: string;
  title: string;
  status: string | null;
  priority: string | null;
  needs_human: number;
  group_path: string;
  position: number;
};

const columnTypes = {
  id: "text",
  workstream_id: "text",
  key: "text",
  title: "text",
  status: "text",
  priority: "text",
  needs_human: "integer",
  group_path: "text",
  position: "double precision",
} as const satisfies Record<keyof AddedTask, string>;

export function addedTask(
  id: string,
  workstreamId: string,
  { key, words, position }: Extract<HubWrite, { kind: "add" }>,
): AddedTask {
  return {
    id,
    workstream_id: workstreamId,
    key,
    title: words.title ?? "",
    status: words.status === undefined ? "todo" : words.status,
    priority: words.priority ?? null,
    needs_human: words.needs_human === "true" ? 1 : 0,
    group_path: words.group ?? "[]",
    position,
  };
}

/** Rows whose JSON is held in memory together. */
const rowsPerStatement = 5000;

/** Adds tasks, thousands to a statement. Throws `conflict` as stale where somebody has added one of them since. */
export async function addTasks(
  { dialect }: Pick<Hub, "dialect">,
  db: HubDb,
  place: { repoId: string; placedBy: string },
  tasks: readonly AddedTask[],
): Promise<void> {
  if (tasks.length === 0) return;
  const names = sql.join(Object.keys(columnTypes).map((name) => sql.ref(name)));
  await dialect.addTogether(db, async (change) => {
    for (let from = 0; from < tasks.length; from += rowsPerStatement) {
      const rows = tasks.slice(from, from + rowsPerStatement);
      const { numAffectedRows } = await sql`
        INSERT INTO tasks (${names}, repo_id, placed_by, change, created_at, updated_at, completed_at)
        SELECT ${names}, ${place.repoId}, ${place.placedBy}, ${sql.lit(change)}, added_at, added_at,
          CASE WHEN status = 'done' THEN added_at END
        FROM (SELECT ${dialect.now} AS added_at) AS moment, ${dialect.given(columnTypes, rows)} AS given WHERE true
        ON CONFLICT DO NOTHING`.execute(db);
      if (Number(numAffectedRows ?? 0) < rows.length) throw staleError();
    }
  });
}
