import { readStatus } from "../../core/tasks/task.ts";
import type { TaskView } from "../../hub/task-views.ts";

/** A task in every door's documents. */
export type TaskDocument = {
  id: string;
  slug: string;
  workstream: string;
  file: string;
  key: string;
  title: string;
  /** One of the five statuses, or the hub's word where that is none. */
  status: string | null;
  priority: string | null;
  needs_human: boolean;
  /** The headings above it, outermost first. */
  group: string[];
  rev: number;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
  removed_at: string | null;
};

export function taskDocument(view: TaskView): TaskDocument {
  const { repo_id: _, group_path: group, needs_human: needsHuman, status, ...same } = view;
  return {
    ...same,
    status: status === null ? null : (readStatus(status) ?? status),
    needs_human: Number(needsHuman) !== 0,
    group: JSON.parse(group) as string[],
  };
}
