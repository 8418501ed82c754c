import { hubRows } from "../hub-rows.ts";
import { displayIn, displayOf } from "../acts/accounts.ts";
import { taskName, violate, type Desk, type World } from "../world.ts";

/**
 * Invariant 16, around a slice of a run: the engine marks a row as removed only where a person has deleted the task,
 * and neither the file nor HEAD of this checkout holds it any more.
 */
export function watchRemovals(world: World, desk: Desk): { check: () => void } {
  const removedRows = () =>
    new Set(hubRows(world).flatMap(({ task, removed }) => (removed ? [task] : [])));
  const before = removedRows();
  return {
    check() {
      const { deleted, removedInHub } = world.reference;
      for (const task of removedRows()) {
        if (before.has(task) || removedInHub.has(task)) continue;
        if (!deleted.has(task))
          violate(world, 16, `${task} was removed, and nobody had deleted it`);
        else if (isHeld(desk, task))
          violate(world, 16, `${task} was removed while desk ${desk.index} holds it`);
      }
    },
  };
}

function isHeld(desk: Desk, task: string): boolean {
  return [displayOf(desk), displayIn(desk, "HEAD")].some((display) =>
    [...display].some(([file, tasks]) =>
      [...tasks.keys()].some((key) => taskName(desk, file, key) === task),
    ),
  );
}
