import { groupText } from "./document.ts";
import { hubOnly } from "./findings.ts";
import type { HubTask, WorkstreamInput, WorkstreamPlan } from "./plan-types.ts";
import { fields } from "./task.ts";

/**
 * Plans for tasks that were made in the hub: this checkout takes them, and its file gets them. Where the file cannot
 * hold one, all are reported instead.
 */
export function planAppend(
  plan: WorkstreamPlan,
  input: WorkstreamInput,
  due: readonly HubTask[],
): void {
  if (due.length === 0 || !input.appending) return;
  const appended = input.appending.write(due);
  if (!appended) {
    plan.findings.push(...due.map((row) => hubOnly(input.file, row)));
    return;
  }
  plan.edits.push(...appended.edits);
  const rows = new Map(due.map((row) => [row.key, row]));
  for (const task of appended.tasks) {
    const row = rows.get(task.key);
    if (!row) continue;
    const group = groupText(task.group);
    plan.hub.push({
      kind: "change",
      id: row.id,
      rev: row.rev,
      words: row.group === group ? {} : { group },
      removal: "keep",
      placing: "take",
    });
    const after = { key: row.key, before: null, after: "file" } as const;
    for (const field of fields) {
      const says = task.says[field];
      if (says)
        plan.bases.push({
          ...after,
          field,
          base: { markdown: says.word, hub: row.words[field], rev: row.revs[field] },
        });
    }
    if (group !== "[]")
      plan.bases.push({ ...after, field: "group", base: { markdown: group, hub: group, rev: 0 } });
    plan.bases.push({
      key: row.key,
      field: "task",
      base: { markdown: "here", hub: "here", rev: row.revs.task },
      // Where the lines are undone, the task is still to come.
      before: { markdown: "gone", hub: "here", rev: row.revs.task },
      after: "file",
    });
  }
}
