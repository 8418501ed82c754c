import type { Document, Edit, TaskInFile } from "./document.ts";

/** The ids that the hub has, or will have, of a workstream and its tasks. */
export type HubIds = { workstream: string; task: (key: string) => string };

export type HubIdPlan = {
  edits: Edit[];
  /** The ids that the edits write. */
  ids: string[];
  /** The tasks that get one. */
  tasks: TaskInFile[];
};

/** The edits that put in every hub id that a file could hold and lacks; a task whose key stands twice gets none. */
export function planHubIds(document: Document, hubIds: HubIds): HubIdPlan {
  const plan: HubIdPlan = { edits: [], ids: [], tasks: [] };
  const put = (id: string, edit: Edit | null, task: TaskInFile | null) => {
    if (!edit) return;
    plan.edits.push(edit);
    plan.ids.push(id);
    if (task) plan.tasks.push(task);
  };
  if (document.workstream.hubId === null)
    put(hubIds.workstream, document.writeWorkstreamHubId(hubIds.workstream), null);
  const counts = new Map<string, number>();
  for (const { key } of document.tasks) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const task of document.tasks) {
    if (task.hubId !== null || counts.get(task.key) !== 1) continue;
    const id = hubIds.task(task.key);
    put(id, document.writeHubId(task, id), task);
  }
  return plan;
}
