import { isClosed, readStatus } from "./task.ts";

export type Progress = { total: number; closed: number };

/** Completion of each group and of every group that holds it; the key is the JSON array of headings, `[]` the whole. */
export function rollUp(
  tasks: Iterable<{ group: readonly string[]; status: string | null }>,
): Map<string, Progress> {
  const groups = new Map<string, Progress>();
  for (const { group, status } of tasks) {
    const closed = status !== null && isClosed(readStatus(status)) ? 1 : 0;
    for (let depth = 0; depth <= group.length; depth += 1) {
      const key = JSON.stringify(group.slice(0, depth));
      const progress = groups.get(key) ?? { total: 0, closed: 0 };
      groups.set(key, { total: progress.total + 1, closed: progress.closed + closed });
    }
  }
  return groups;
}
