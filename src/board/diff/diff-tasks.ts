import { planPositions } from "../../core/tasks/plan-positions.ts";
import type { ActualBoard, Operation } from "../model.ts";

type Task = ActualBoard["tasks"][number];
type Wanted = { name: string; done: boolean };

/** What a server takes as a name. */
const longestName = 1024;
export const positionStep = 65_536;

/**
 * Ends the name of every task that comes from a change (U+2063, which nothing shows). A task without it in the
 * same list is a person's own and stays.
 */
const ownMark = "\u2063";

/** The operations that make one task list show the change's tasks, in their order. Tasks of people stay. */
export function diffTasks(
  place: { card: string; taskList: string },
  actual: readonly Task[],
  desired: readonly Wanted[],
): Operation[] {
  const own = actual.filter(({ name }) => name.endsWith(ownMark)).toSorted(byPosition);
  const wanted = desired.map(({ name, done }) => ({ name: markedName(name), done }));
  if (isShown(own, wanted)) return [];
  const matched = match(own, wanted);
  const kept = new Set(matched);
  const { card, taskList } = place;
  const operations: Operation[] = own
    .filter((task) => !kept.has(task))
    .map(({ id }) => ({ do: "delete-task", card, task: id }));
  const moved = planPositions(
    matched.map((task) => task?.position ?? null),
    { step: positionStep, above: 0 },
  );
  // Where a row stands, or is still to be deleted, the server would put another one further back.
  const taken = new Set(actual.map((task) => task.position));
  for (const [index, { name, done }] of wanted.entries()) {
    const task = matched[index];
    const wish = moved.get(index);
    const next = moved.get(index + 1) ?? matched[index + 1]?.position ?? Infinity;
    const position = wish === undefined ? undefined : freePosition(wish, next, taken);
    if (position !== undefined) taken.add(position);
    if (!task)
      operations.push({ do: "create-task", card, taskList, name, done, position: position ?? 0 });
    else {
      const set = {
        ...(task.name === name ? {} : { name }),
        ...(task.isCompleted === done ? {} : { isCompleted: done }),
        ...(position === undefined ? {} : { position }),
      };
      if (Object.keys(set).length > 0)
        operations.push({ do: "update-task", card, task: task.id, set });
    }
  }
  return operations;
}

/** Whether the tasks stand there as wanted, in order: what most cards of a board do, and quickly told. */
const isShown = (own: readonly Task[], wanted: readonly Wanted[]): boolean =>
  own.length === wanted.length &&
  own.every(
    ({ name, isCompleted, position }, index) =>
      name === wanted[index]?.name &&
      isCompleted === wanted[index].done &&
      position > (own[index - 1]?.position ?? 0),
  );

/** The wished position, or one between it and the next task's that no row has. */
function freePosition(wish: number, next: number, taken: ReadonlySet<number>): number {
  let position = wish;
  while (taken.has(position)) {
    const end = Number.isFinite(next) ? next : position + positionStep;
    position = (position + end) / 2;
  }
  return position;
}

/** The card's task for each wanted one: of the same name, else of the same number in front. */
function match(own: readonly Task[], wanted: readonly Wanted[]): (Task | null)[] {
  const left = new Set(own);
  const take = (fits: (task: Task) => boolean): Task | null => {
    const found = [...left].find(fits) ?? null;
    if (found) left.delete(found);
    return found;
  };
  const byName = groupByName(own);
  const matched = wanted.map(({ name }) => {
    const found = byName.get(name)?.shift() ?? null;
    if (found) left.delete(found);
    return found;
  });
  return matched.map((task, index) => {
    if (task || left.size === 0) return task;
    const number = numberOf(wanted[index]?.name ?? "");
    return number === null ? null : take(({ name }) => numberOf(name) === number);
  });
}

function groupByName(tasks: readonly Task[]): Map<string, Task[]> {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const group = groups.get(task.name);
    if (group) group.push(task);
    else groups.set(task.name, [task]);
  }
  return groups;
}

const numberOf = (name: string): string | null =>
  /^[↳ ]*(\d+(?:\.\d+)*)\.?\s/u.exec(name)?.[1] ?? null;

const markedName = (name: string): string => {
  const room = longestName - ownMark.length;
  return (name.length <= room ? name : `${name.slice(0, room - 1)}…`) + ownMark;
};

/** By place, then by age: ids are decimal numbers that grow. */
export function byPosition(
  one: { id: string; position: number | null },
  other: { id: string; position: number | null },
): number {
  return (one.position ?? 0) - (other.position ?? 0) || byAge(one, other);
}

export const byAge = (one: { id: string }, other: { id: string }): number =>
  one.id.length - other.id.length || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
