import type { CountedField, HubTask } from "../../src/core/tasks/plan-types.ts";
import { fields } from "../../src/core/tasks/task.ts";

/** Of a row that nobody has changed since it was added. */
export const neverChanged: Readonly<Record<CountedField, number>> = {
  status: 0,
  title: 0,
  priority: 0,
  needs_human: 0,
  task: 0,
};

/** A row once somebody has written to it, counted as the hub's triggers count. */
export function writtenRow(
  row: HubTask,
  to: Partial<Pick<HubTask, "group" | "removed">> & { words?: Partial<HubTask["words"]> },
): HubTask {
  const words = { ...row.words, ...to.words };
  const removed = to.removed ?? row.removed;
  const revs = { ...row.revs, task: row.revs.task + Number(removed !== row.removed) };
  for (const field of fields) revs[field] += Number(words[field] !== row.words[field]);
  return { ...row, ...to, rev: row.rev + 1, removed, words, revs };
}
