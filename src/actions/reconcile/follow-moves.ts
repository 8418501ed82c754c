import type { Appeared } from "../../core/tasks/match-moves.ts";
import { moveTasks, type MovedTasks, type MoveInput } from "../../hub/move-tasks.ts";
import { changeBases, loadBases, type BaseChange } from "../../ledger/bases.ts";
import { noteMet } from "../../ledger/hub-seen.ts";
import type { BaseField, TaskBase } from "../../core/tasks/plan-types.ts";
import type { Choice } from "./choose-files.ts";
import type { Scope } from "./scope.ts";
import type { Tally } from "./tally.ts";
import { lookAtFile, type TaskFile } from "./task-file.ts";

/**
 * Before anything is planned, lets rows and bases follow the tasks that have moved from one file to another, so
 * that the plan finds each in its new place. A crash in between loses nothing: the next run finds the row moved,
 * and moves the bases.
 */
export async function followMoves(scope: Scope, choice: Choice, tally: Tally): Promise<void> {
  const input = findCandidates(scope, choice);
  if (input.appeared.length === 0 || input.vanished.length === 0) return;
  const { hub, checkout, idRoot, place, placedBy, ctx } = scope;
  const at = ctx.clock.now().toISOString();
  const { restore } = scope;
  const hubPlace = { repoId: checkout.repoId, idRoot, checkout: place, placedBy, at, restore };
  const { moves, change, latest } = await moveTasks(hub, hubPlace, input);
  scope.at("hub-written");
  if (change.before === tally.change) tally.change = change.after;
  moveBases(scope, moves, latest);
  tally.toHub += moves.length;
}

/**
 * The tasks of which the same id has come into one workstream and gone from another: from a file that is gone, or
 * that holds another one now, such as a workplan that has got another id.
 */
function findCandidates(scope: Scope, { read, gone, known, holderOf }: Choice): MoveInput {
  const held = new Map<string, string>();
  const left = new Set(gone.map(({ workstream }) => workstream));
  const appeared: Appeared[] = [];
  const vanished: MoveInput["vanished"][number][] = [];
  // A file is let go once its tasks are compared: many long ones would not fit in memory together.
  for (const path of read) {
    const reading = lookAtFile(scope, path);
    if (reading.kind !== "file") continue;
    const { key } = reading.file.document.workstream;
    const before = known.get(path)?.workstream ?? null;
    if (before !== key) left.add(before);
    // Of two files with one workstream the plan says whose it is.
    if (key === null || held.has(key) || holderOf(key) !== null) continue;
    held.set(key, path);
    const bases = loadBases(scope.ctx.ledger(), scope, key);
    appeared.push(...tasksWithoutBase(reading.file, key, bases));
    vanished.push(...standingBases(key, bases, keysOf(reading.file)));
  }
  for (const key of left)
    if (key !== null && !held.has(key) && holderOf(key) === null)
      vanished.push(...standingBases(key, loadBases(scope.ctx.ledger(), scope, key), new Set()));
  const came = new Set(appeared.map(({ key }) => key));
  const went = new Set(vanished.map(({ key }) => key));
  return {
    appeared: appeared.filter(({ key }) => went.has(key)),
    vanished: vanished.filter(({ key }) => came.has(key)),
    files: held,
  };
}

const keysOf = ({ document }: TaskFile) => new Set(document.tasks.map(({ key }) => key));

type Bases = ReturnType<typeof loadBases>;

function tasksWithoutBase({ document }: TaskFile, workstream: string, bases: Bases): Appeared[] {
  const counts = new Map<string, number>();
  for (const { key } of document.tasks) counts.set(key, (counts.get(key) ?? 0) + 1);
  return document.tasks
    .filter(({ key }) => counts.get(key) === 1 && bases.get(key)?.task?.markdown !== "here")
    .map(({ key, says, hubId }) => ({ workstream, key, title: says.title?.word ?? null, hubId }));
}

function standingBases(workstream: string, bases: Bases, present: ReadonlySet<string>) {
  return [...bases].flatMap(([key, { task, title }]) =>
    key === "" || present.has(key) || task?.markdown !== "here"
      ? []
      : [{ workstream, key, title: title?.markdown ?? null }],
  );
}

/**
 * A base goes on to be that of the task in its new place: what has changed on either side since is still seen. The
 * row that was left behind counts as gone on both sides, so that a task written there later is a new one.
 */
function moveBases(scope: Scope, moves: MovedTasks["moves"], latest: number): void {
  const ledger = scope.ctx.ledger();
  const routes = new Map<string, MovedTasks["moves"][number][]>();
  for (const move of moves) {
    const route = JSON.stringify([move.from, move.to]);
    const along = routes.get(route);
    if (along) along.push(move);
    else routes.set(route, [move]);
  }
  ledger.db
    .transaction(() => {
      noteMet(ledger, scope, latest);
      for (const along of routes.values()) moveRoute(scope, along);
    })
    .immediate();
}

function moveRoute(scope: Scope, moves: MovedTasks["moves"]): void {
  const ledger = scope.ctx.ledger();
  const [{ from, to } = { from: "", to: "" }] = moves;
  const keys = moves.map(({ key }) => key);
  const bases = loadBases(ledger, scope, from, keys);
  const taken: BaseChange[] = [];
  const stayed: BaseChange[] = [];
  for (const { key, left, estranged } of moves)
    for (const [field, base] of Object.entries(bases.get(key) ?? {}) as [BaseField, TaskBase][]) {
      if (!estranged) taken.push({ key, field, base });
      if (field === "task")
        stayed.push({ key, field, base: { markdown: "gone", hub: "removed", rev: 0 } });
      else if (field !== "group")
        stayed.push({ key, field, base: { markdown: null, hub: left[field], rev: 0 } });
    }
  changeBases(ledger, scope, to, taken);
  changeBases(ledger, scope, from, stayed);
}
