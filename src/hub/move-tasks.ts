import { wellFormedJson } from "../core/well-formed-json.ts";
import { leftBehindIdParts, workstreamIdParts } from "../core/tasks/hub-id.ts";
import { matchMoves, type Appeared, type Move, type Vanished } from "../core/tasks/match-moves.ts";
import type { HubTask } from "../core/tasks/plan-types.ts";
import type { Hub, HubDb } from "./hub.ts";
import { requireNotPutBack } from "./restores.ts";
import { loadWorkstreams, type WorkstreamRows } from "./tasks.ts";
import { uuid5 } from "./uuid5.ts";

export type MovePlace = {
  repoId: string;
  idRoot: string;
  checkout: string;
  placedBy: string;
  at: string;
  /** The hub's last restore when the files' bases were agreed on. */
  restore: string | null;
};

export type MoveInput = {
  appeared: readonly Appeared[];
  /** Those that vanished; their rows are found here. */
  vanished: readonly Omit<Vanished, "id">[];
  /** The file of each workstream in which tasks appeared. */
  files: ReadonlyMap<string, string>;
};

export type MovedTasks = {
  /**
   * With the words of the removed row that each has left behind. `estranged`: somebody has written to that row since it
   * was left, so what was agreed on there need not have been agreed on with the row that moved.
   */
  moves: readonly (Move & { left: HubTask["words"]; estranged: boolean })[];
  /** The hub's change number before and after. */
  change: { before: number; after: number };
  /** The number of the latest write. */
  latest: number;
};

/**
 * Lets the rows of tasks follow them to the workstreams of the files where they stand now, in one transaction: id,
 * times and conflicts stay theirs. Behind each a removed row stays, so that a checkout with older files does
 * not add the task once more. Where another checkout has moved a row already, that move is given too.
 */
export function moveTasks(hub: Hub, place: MovePlace, input: MoveInput): Promise<MovedTasks> {
  return hub.write(async (db) => {
    const before = await hub.dialect.changeNumber(db);
    const tasks = [...input.appeared, ...input.vanished];
    const keys = new Set(tasks.map(({ workstream }) => workstream));
    const rows = await loadWorkstreams(db, place.repoId, [...keys]);
    const followed = alreadyMoved(place, rows, input);
    const known = new Set(followed.map(({ key, to }) => JSON.stringify([to, key])));
    const moves = matchMoves(
      input.appeared.filter(
        ({ workstream, key }) =>
          !known.has(JSON.stringify([workstream, key])) &&
          rowOf(rows, workstream, key)?.removed !== false,
      ),
      input.vanished.flatMap((task) => {
        const row = rowOf(rows, task.workstream, task.key);
        return row && !row.removed ? [{ ...task, id: row.id }] : [];
      }),
    ).filter((move) => isFree(place, rows, move));
    for (const to of new Set(moves.map((move) => move.to)))
      await takeOver(hub, db, place, { to, file: input.files.get(to) ?? to, rows, moves });
    for (const { id, to } of [...moves, ...followed])
      await moveConflicts(db, place, id, input.files.get(to) ?? to);
    const estranged = followed.filter((move) => !isAsLeft(rows, move));
    const latest = await requireNotPutBack(hub, db, place.restore);
    const after = await hub.dialect.changeAfter(db, before);
    const left = [...moves, ...followed].map((move) => ({
      ...move,
      left: leftWords(rows, move),
      estranged: estranged.includes(move),
    }));
    return { moves: left, change: { before, after }, latest };
  });
}

type Rows = ReadonlyMap<string, WorkstreamRows>;

const rowOf = (rows: Rows, workstream: string, key: string): HubTask | undefined =>
  rows.get(workstream)?.rows.get(key);

const leftBehindId = ({ idRoot }: MovePlace, workstream: string, { key, id }: Move) =>
  uuid5(...leftBehindIdParts(idRoot, workstream, key, id));

/** The moves that somebody else has made: where the task was, the row that they left behind still tells. */
function alreadyMoved(place: MovePlace, rows: Rows, { appeared, vanished }: MoveInput): Move[] {
  return appeared.flatMap(({ key, workstream: to }) => {
    const row = rowOf(rows, to, key);
    if (!row || row.removed) return [];
    return vanished
      .filter((task) => task.key === key)
      .map(({ workstream: from }): Move => ({ key, from, to, id: row.id }))
      .filter((move) => rowOf(rows, move.from, key)?.id === leftBehindId(place, move.from, move));
  });
}

/** Whether a row that was left behind is still as it was made: no edit of a checkout that was behind has revived it. */
function isAsLeft(rows: Rows, { from, key }: Move): boolean {
  const row = rowOf(rows, from, key);
  return row?.removed === true && row.rev === 1;
}

/** Whether the new place has no row of that id, or only the one that this very task once left behind there. */
function isFree(place: MovePlace, rows: Rows, move: Move): boolean {
  const row = rowOf(rows, move.to, move.key);
  return row === undefined || row.id === leftBehindId(place, move.to, move);
}

/** Moves the rows that one workstream takes over. */
async function takeOver(
  hub: Hub,
  db: HubDb,
  place: MovePlace,
  { to, file, rows, moves }: { to: string; file: string; rows: Rows; moves: readonly Move[] },
): Promise<void> {
  const own = moves.filter((move) => move.to === to);
  const workstreamId = await ensureWorkstream(db, place, to, file);
  const ids = (list: readonly string[]) =>
    db
      .selectFrom(
        hub.dialect.given({ id: "text" }, wellFormedJson(list.map((id) => [id]))).as("given"),
      )
      .select("given.id")
      .$castTo<{ id: string }>();
  const returning = own.map((move) => leftBehindId(place, to, move));
  await db.deleteFrom("tasks").where("id", "in", ids(returning)).execute();
  await db
    .updateTable("tasks")
    .set({ workstream_id: workstreamId })
    .where("id", "in", ids(own.map(({ id }) => id)))
    .execute();
  const left = own.flatMap((move) => {
    const from = rows.get(move.from);
    const row = from?.rows.get(move.key);
    if (!from?.id || !row) return [];
    const { title, status, priority } = leftWords(rows, move);
    return [
      {
        id: leftBehindId(place, move.from, move),
        repo_id: place.repoId,
        workstream_id: from.id,
        key: move.key,
        title: title ?? "",
        status,
        priority,
        needs_human: 0,
        group_path: row.group,
        position: row.position,
        removed_at: place.at,
        placed_by: place.placedBy,
      },
    ];
  });
  for (let at = 0; at < left.length; at += 500)
    await db
      .insertInto("tasks")
      .values(left.slice(at, at + 500))
      .execute();
}

/** Nothing but its title is kept of a task where it no longer is: whatever a file says there next is news. */
const leftWords = (rows: Rows, { from, key }: Move): HubTask["words"] => ({
  status: null,
  title: rowOf(rows, from, key)?.words.title ?? "",
  priority: null,
  needs_human: "false",
});

async function ensureWorkstream(
  db: HubDb,
  { repoId, idRoot }: MovePlace,
  key: string,
  file: string,
): Promise<string> {
  await db
    .insertInto("workstreams")
    .values({
      id: uuid5(...workstreamIdParts(idRoot, key)),
      repo_id: repoId,
      key,
      file,
      title: null,
      status: null,
    })
    .onConflict((conflict) => conflict.columns(["repo_id", "key"]).doNothing())
    .execute();
  const row = await db
    .selectFrom("workstreams")
    .select("id")
    .where("repo_id", "=", repoId)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  return row.id;
}

/** What waits for a decision about the task is to be looked for in the file where it stands now. */
async function moveConflicts(
  db: HubDb,
  { checkout }: MovePlace,
  taskId: string,
  file: string,
): Promise<void> {
  await db
    .updateTable("conflicts")
    .set({ file })
    .where("task_id", "=", taskId)
    .where("checkout", "=", checkout)
    .where("resolved_at", "is", null)
    .execute();
}
