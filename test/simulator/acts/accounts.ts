import { kindOf, shownTasks, type Shown } from "../documents.ts";
import { shownIn, taskName, type Desk, type World } from "../world.ts";
import { standsFor } from "./values.ts";

/** What each file of a clone shows. */
export type Display = ReadonlyMap<string, ReadonlyMap<string, Shown>>;

export const displayOf = (desk: Desk): Display =>
  new Map(desk.files.map((file) => [file, shownIn(desk, file)]));

export const displayIn = (desk: Desk, ref: string): Display =>
  new Map(
    desk.files.map((file) => [file, shownTasks(kindOf(file), desk.clone.textIn(ref, file) ?? "")]),
  );

type Change = {
  task: string;
  field: string;
  before: string | null;
  after: string | null;
  was: (string | null)[];
};

/** Every field that shows something else than before. */
function* changes(desk: Desk, before: Display, after: Display): Generator<Change> {
  for (const [file, tasks] of before)
    for (const [key, shown] of tasks) {
      const now = after.get(file)?.get(key);
      for (const [field, value] of Object.entries(shown)) {
        const next = now?.[field as keyof Shown] ?? null;
        if (next === value) continue;
        const was = standsFor(kindOf(file), field, value);
        yield { task: taskName(desk, file, key), field, before: value, after: next, was };
      }
    }
}

/** Tells the reference of the tasks that were in the files before and are not now: who did that deleted them. */
function noteGone(world: World, desk: Desk, before: Display, after: Display): void {
  for (const [file, tasks] of before)
    for (const [key, shown] of tasks) {
      if (after.get(file)?.has(key)) continue;
      const task = taskName(desk, file, key);
      world.reference.deleted.add(task);
      for (const [field, value] of Object.entries(shown))
        world.reference.supersede(
          { task, field },
          standsFor(kindOf(file), field, value),
          desk.index,
        );
    }
}

/** The person saw what stood there and has put something else in its place. */
export function replaced(world: World, desk: Desk, before: Display): void {
  const after = displayOf(desk);
  for (const change of changes(desk, before, after))
    world.reference.supersede(change, change.was, desk.index);
  noteGone(world, desk, before, after);
}

/** As `merged`, by commits of others: what the hub had come back from may be older, where nobody was told of that. */
export function pulled(world: World, desk: Desk, ours: Display, theirs: Display): void {
  const { reference } = world;
  const after = displayOf(desk);
  for (const before of [ours, theirs]) {
    for (const change of changes(desk, before, after)) {
      const isOlder = (value: string | null) =>
        value !== null &&
        reference.hasReturned(change, value, change.after) === true &&
        !reference.isTold(change, value, desk.index);
      reference.supersede(
        change,
        change.was.filter((value) => !isOlder(value)),
        desk.index,
      );
    }
    noteGone(world, desk, before, after);
  }
}

/** As `replaced`, by an edit that is older than what stood there. */
export function broughtBack(world: World, desk: Desk, before: Display): void {
  for (const change of changes(desk, before, displayOf(desk)))
    if (change.after !== null) world.reference.bringBack(change, change.after, desk.index);
  replaced(world, desk, before);
}

/**
 * A run of the engine has pulled what other clones have committed. Where it was told that the hub had come back from
 * that, it cannot know when it was committed.
 */
export function pulledOver(world: World, desk: Desk, before: Display): void {
  const { reference } = world;
  for (const change of changes(desk, before, displayOf(desk))) {
    const { before: value, after, field } = change;
    if (value === null) continue;
    if (field === "status") reference.pullOver(change, value, desk.index);
    const isOver = reference.hasReturned(change, value, after) === true;
    if (isOver && reference.isTold(change, value, desk.index))
      reference.supersede(change, [value], desk.index);
  }
}

/**
 * The person took back what is not committed. A value that came from elsewhere is the engine's to write again:
 * the person threw away a file's state, not the hub's news.
 */
export function discarded(world: World, desk: Desk, before: Display): void {
  if (desk.hasNoJournal) return replaced(world, desk, before);
  const after = displayOf(desk);
  for (const { before: value, ...slot } of changes(desk, before, after))
    if (value !== null) world.reference.withdraw(slot, value, desk.index);
  noteGone(world, desk, before, after);
}

/** The person took back a commit as well: what it held is superseded, whoever's it was. */
export function rolledBack(world: World, desk: Desk, before: Display, head: Display): void {
  if (desk.hasNoJournal) return replaced(world, desk, before);
  const after = displayOf(desk);
  for (const { before: value, was, ...slot } of changes(desk, before, after)) {
    if (value === null) continue;
    if (isIn(head, desk, slot, value)) world.reference.supersede(slot, was, desk.index);
    else world.reference.withdraw(slot, value, desk.index);
  }
  noteGone(world, desk, before, after);
}

function isIn(
  display: Display,
  desk: Desk,
  { task, field }: { task: string; field: string },
  value: string,
) {
  return [...display].some(([file, tasks]) =>
    [...tasks].some(
      ([key, shown]) => taskName(desk, file, key) === task && shown[field as keyof Shown] === value,
    ),
  );
}

/** A merge in which a person decided: what either side showed and the result does not is superseded. */
export function merged(world: World, desk: Desk, ours: Display, theirs: Display): void {
  replaced(world, desk, ours);
  replaced(world, desk, theirs);
}
