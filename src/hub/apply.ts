import { workstreamIdParts } from "../core/tasks/hub-id.ts";
import type {
  ConflictWrite,
  HubWrite,
  TaskWords,
  WorkstreamPlan,
} from "../core/tasks/plan-types.ts";
import { writeConflicts } from "./conflicts.ts";
import type { Hub, HubDb } from "./hub.ts";
import { addTasks } from "./add-tasks.ts";
import { addedTasks, packTasks, type PackedTasks } from "./pack-tasks.ts";
import { leaveReceipt } from "./receipts.ts";
import { requireNotPutBack } from "./restores.ts";
import { isStale, staleError } from "./stale.ts";
import { uuid5 } from "./uuid5.ts";

/** What one workstream's plan writes to the hub. */
export type WorkstreamWrites = {
  key: string;
  /** The hub's id of the workstream; null where the hub does not know it yet. */
  id: string | null;
  file: string;
  /** Title and status to set; null where they stand already. */
  head: { title: string | null; status: string | null } | null;
  tasks: readonly HubWrite[];
  /** More tasks to add, of a long list. */
  packed?: readonly PackedTasks[];
  conflicts: readonly ConflictWrite[];
  positions: WorkstreamPlan["positions"];
};

export type Applied =
  /** `change` is the change number before and after the writes. */
  | { kind: "done"; change: { before: number; after: number } }
  /** A row was written by somebody else since it was read: read again, plan again. Nothing was written. */
  | { kind: "stale" };

const rowsPerInsert = 500;

/** Makes all the writes in one transaction, each only where the row still is as it was read. */
export async function applyWrites(
  hub: Hub,
  place: {
    repoId: string;
    idRoot: string;
    checkout: string;
    placedBy: string;
    at: string;
    /** Stands in the hub once the writes do. */
    receipt: string;
    /** The hub's last restore when the rows were read. */
    restore: string | null;
  },
  workstreams: readonly WorkstreamWrites[],
): Promise<Applied> {
  try {
    return await hub.write(async (db) => {
      const before = await hub.dialect.changeNumber(db);
      await addWorkstreams(db, place, workstreams);
      await addTasks(hub, db, place, tasksToAdd(place, workstreams));
      for (const workstream of workstreams) {
        await changeHead(db, workstream);
        for (const write of workstream.tasks)
          if (write.kind === "change") await changeTask(db, place, write);
        for (const { id, position } of workstream.positions)
          await db.updateTable("tasks").set({ position }).where("id", "=", id).execute();
        await writeConflicts(db, { ...place, file: workstream.file }, workstream.conflicts);
      }
      // A restore waits for whoever has written already.
      await requireNotPutBack(hub, db, place.restore);
      await leaveReceipt(db, place.placedBy, place.receipt);
      return {
        kind: "done",
        change: { before, after: await hub.dialect.changeAfter(db, before) },
      } as const;
    });
  } catch (error) {
    if (isStale(error)) return { kind: "stale" };
    throw error;
  }
}

type Place = { repoId: string; idRoot: string; placedBy: string };

const idOf = ({ idRoot }: Place, { id, key }: WorkstreamWrites) =>
  id ?? uuid5(...workstreamIdParts(idRoot, key));

/** Adds the workstreams that the hub did not know, many to a statement: a first import has thousands. */
async function addWorkstreams(
  db: HubDb,
  place: Place,
  workstreams: readonly WorkstreamWrites[],
): Promise<void> {
  const added = workstreams.filter(({ id }) => id === null);
  const values = added.map((workstream) => ({
    id: idOf(place, workstream),
    repo_id: place.repoId,
    key: workstream.key,
    file: workstream.file,
    title: workstream.head?.title ?? null,
    status: workstream.head?.status ?? null,
  }));
  for (const rows of chunksOf(values, rowsPerInsert)) {
    const stand = await db
      .insertInto("workstreams")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["repo_id", "key"]).doUpdateSet((row) => ({
          file: row.ref("excluded.file"),
          title: row.ref("excluded.title"),
          status: row.ref("excluded.status"),
        })),
      )
      .returning("id")
      .execute();
    const wanted = new Set(rows.map(({ id }) => id));
    // Somebody else has added one since it was read, under an id of their own.
    if (stand.some(({ id }) => !wanted.has(id))) throw staleError();
  }
}

/** Rows whose JSON is held in memory together. */
const rowsPerStatement = 5000;

/** Of all workstreams together: a first import has thousands with a few tasks each. */
function tasksToAdd(place: Place, workstreams: readonly WorkstreamWrites[]): PackedTasks[] {
  const added = workstreams.flatMap((workstream) =>
    addedTasks(
      place.idRoot,
      { id: idOf(place, workstream), key: workstream.key },
      workstream.tasks,
    ),
  );
  const packs = workstreams.flatMap(({ packed = [] }) => packed);
  for (const rows of chunksOf(added, rowsPerStatement)) packs.push(packTasks(rows));
  return packs;
}

async function changeHead(db: HubDb, { id, file, head }: WorkstreamWrites): Promise<void> {
  if (id === null || !head) return;
  await db
    .updateTable("workstreams")
    .set({ ...head, file })
    .where("id", "=", id)
    .execute();
}

function* chunksOf<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}

async function changeTask(
  db: HubDb,
  { at, placedBy }: { at: string; placedBy: string },
  write: Extract<HubWrite, { kind: "change" }>,
): Promise<void> {
  let update = db
    .updateTable("tasks")
    .set({
      ...columns(write.words),
      ...(write.removal === "keep" ? {} : { removed_at: write.removal === "mark" ? at : null }),
      ...(write.placing === "take" && { placed_by: placedBy }),
    })
    .where("id", "=", write.id)
    .where("rev", "=", write.rev);
  if (write.placing === "take")
    update = update.where(({ eb, or }) =>
      or([eb("placed_by", "is", null), eb("placed_by", "=", placedBy)]),
    );
  const result = await update.executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) throw staleError();
}

/** The rows of the tasks table speak of groups as JSON and of needs_human as 0 or 1. */
function columns({ group, needs_human: needsHuman, title, ...same }: TaskWords) {
  return {
    ...same,
    ...(title === undefined ? {} : { title: title ?? "" }),
    ...(group === undefined ? {} : { group_path: group }),
    ...(needsHuman === undefined ? {} : { needs_human: needsHuman === "true" ? 1 : 0 }),
  };
}
