import type { Config } from "../../config/schema.ts";
import { SyncError } from "../../core/errors.ts";
import type { ConflictWrite, OpenConflict } from "../../core/tasks/plan-types.ts";
import { planTable, type MirroredTask, type TablePlan } from "../../core/tasks/plan-table.ts";
import { openConflicts, writeConflicts } from "../../hub/conflicts.ts";
import type { HubDb } from "../../hub/hub.ts";
import { isStale, staleError } from "../../hub/stale.ts";
import type { TaskTable, Written } from "../../hub/table/open-table.ts";
import { keepTableBases, mirroredTasks } from "../../hub/table/table-bases.ts";
import type { Scope } from "./scope.ts";

export type TableTally = {
  fromTable: number;
  toTable: number;
  waiting: number;
  /** Words that the table does not take. */
  refused: Written["refused"];
  /** Words that nobody understands. */
  unknown: TablePlan["unknown"];
};

/** How often a plan is made anew because others keep writing the same rows. */
const tries = 8;

/**
 * Lets the hub's tasks of this repository and another program's table agree, status by status. Each write is made
 * only where the value that was read still stands; a base moves once its write is confirmed.
 */
export async function syncTable(
  scope: Scope,
  table: TaskTable,
  mapping: NonNullable<Config["tasks"]["table"]>,
): Promise<TableTally> {
  const tally: TableTally = { fromTable: 0, toTable: 0, waiting: 0, refused: [], unknown: [] };
  let missed = new Set<string>();
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { repositories } = mapping;
    const known = await readHub(scope, { source: table.source, repositories });
    const { bases, open, taken } = known;
    const { statuses: words } = mapping;
    const tasks = withOneKey(known.tasks).filter(({ key }) => !taken.has(key));
    const keys = new Set(tasks.map(({ key }) => key));
    const rows = keys.size === 0 ? new Map<string, string | null>() : await table.read(keys);
    const plan = planTable({ tasks, rows, bases, words, open, policy: scope.policy });
    scope.at("planned");
    if (!(await writeHubPart(scope, table.source, plan, known.tasks))) continue;
    scope.at("hub-written");
    const { done, refused } = await writeTablePart(scope, table, plan);
    tally.fromTable += plan.toHub.length;
    tally.toTable += done.length;
    const ended = new Set([...done, ...refused].map(({ key }) => key));
    const left = plan.toTable.filter(({ key }) => !ended.has(key));
    // A row that says twice what was read of it, and is not written, is nobody else's: its table lets nobody write it.
    const dropped = left.filter((write) => missed.has(nameOf(write)));
    tally.refused = [...refused, ...dropped.map(asRefused)];
    tally.waiting = waitingIn(plan, open);
    tally.unknown = plan.unknown;
    if (dropped.length === left.length) return tally;
    missed = new Set(left.map(nameOf));
  }
  throw new SyncError("offline", `others keep writing the same tasks in ${table.source}`, {
    hint: "the next sync tries again",
  });
}

const nameOf = ({ key, from, to }: TablePlan["toTable"][number]) => JSON.stringify([key, from, to]);

const asRefused = ({ key, from, to }: TablePlan["toTable"][number]) => ({
  key,
  word: to,
  why: `its row says ${JSON.stringify(from)} still, and no error tells why`,
});

type Known = {
  tasks: (MirroredTask & { file: string })[];
  bases: Parameters<typeof planTable>[0]["bases"];
  taken: ReadonlySet<string>;
  open: OpenConflict[];
};

const readHub = (
  { hub, checkout: { repoId } }: Scope,
  table: { source: string; repositories: readonly string[] },
): Promise<Known> =>
  hub.read(async (db) => ({
    ...(await mirroredTasks(db, repoId, table)),
    open: await openConflicts(db, repoId, table.source),
  }));

/** A key that stands in two workstreams names no single row. */
function withOneKey<Task extends MirroredTask>(tasks: readonly Task[]): Task[] {
  const count = new Map<string, number>();
  for (const { key } of tasks) count.set(key, (count.get(key) ?? 0) + 1);
  return tasks.filter(({ key }) => count.get(key) === 1);
}

/** False where a task was written since it was read; then nothing has been written here. */
async function writeHubPart(
  { hub, checkout: { repoId }, ctx }: Scope,
  source: string,
  plan: TablePlan,
  tasks: Known["tasks"],
): Promise<boolean> {
  if (plan.toHub.length + plan.agreed.length + plan.conflicts.length === 0) return true;
  const fileOf = new Map(tasks.map(({ id, file }) => [id, file]));
  const at = ctx.clock.now().toISOString();
  try {
    await hub.write(async (db) => {
      for (const write of plan.toHub) await setStatus(db, write);
      await keepTableBases(db, source, [...plan.agreed, ...plan.toHub]);
      for (const write of plan.conflicts) {
        const place = { repoId, checkout: source, at, file: fileIn(fileOf, write) };
        await writeConflicts(db, place, [write]);
      }
    });
    return true;
  } catch (error) {
    if (isStale(error)) return false;
    throw error;
  }
}

const fileIn = (fileOf: ReadonlyMap<string, string>, write: ConflictWrite) =>
  (write.kind === "open" ? fileOf.get(write.taskId) : undefined) ?? "";

async function setStatus(
  db: HubDb,
  { id, rev, status }: TablePlan["toHub"][number],
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("tasks")
    .set({ status })
    .where("id", "=", id)
    .where("rev", "=", rev)
    .executeTakeFirst();
  if (Number(numUpdatedRows) === 0) throw staleError();
}

/** Writes the table, then what was agreed by it; gives the rows that still said what was read. */
async function writeTablePart(
  { hub, ctx }: Scope,
  { source, write }: TaskTable,
  { toHub, toTable }: TablePlan,
): Promise<Written> {
  const items = toHub.length + toTable.length;
  if (items === 0) return { done: [], refused: [] };
  const direction = toHub.length === 0 ? "to-table" : toTable.length === 0 ? "from-table" : "both";
  const written = await write(toTable, { direction, items, at: ctx.clock.now().toISOString() });
  const { done } = written;
  if (done.length > 0) await hub.write((db) => keepTableBases(db, source, done));
  return written;
}

function waitingIn({ conflicts }: TablePlan, open: readonly OpenConflict[]): number {
  const closed = conflicts.filter(({ kind }) => kind === "close").length;
  const opened = conflicts.filter((write) => write.kind === "open" && write.chosen === null).length;
  return open.length - closed + opened;
}
