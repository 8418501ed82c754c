import type { Document } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";

/** One line that OpenSpec counts as a task. */
export type OpenSpecTask = { done: boolean; text: string; line: number };

export type OpenSpecProgress = {
  total: number;
  completed: number;
  /** As `openspec list --json` calls it. */
  status: "no-tasks" | "in-progress" | "complete";
};

/**
 * A list marker and a box with at most one character, wherever the line stands: in a fence, a comment or a
 * quote's code too. A link (`[x](…)`, `[x][…]`) is no box, unless its brackets hold spaces alone.
 * @fission-ai/openspec 1.13, dist/utils/task-progress.js
 */
const taskLine =
  /^\s*(?:[-*+]|\d{1,9}[.)])\s*\[(?:\s*([^\]\s])\s*\](?![([])|\](?![([])|\s+\])\s*(.*)/;

/** The tasks of a change's `tasks.md` as OpenSpec counts them; which of these sync is another matter. */
export function openSpecTasks(text: string): OpenSpecTask[] {
  return text.split("\n").flatMap((content, index) => {
    const match = taskLine.exec(content);
    if (!match) return [];
    const done = match[1] === "x" || match[1] === "X";
    return [{ done, text: (match[2] ?? "").trim(), line: index + 1 }];
  });
}

/** What `openspec list` says of a change with these tasks, those of all its task files together. */
export function openSpecProgress(tasks: readonly OpenSpecTask[]): OpenSpecProgress {
  const total = tasks.length;
  const completed = tasks.filter(({ done }) => done).length;
  const status = total === 0 ? "no-tasks" : completed === total ? "complete" : "in-progress";
  return { total, completed, status };
}

/** The boxes that OpenSpec counts and sync-hooks does not read: its progress and the hub's differ by them. */
export function unreadBoxes(file: string, document: Document): Finding[] {
  if (document.format !== "openspec") return [];
  const read = new Set([...document.tasks, ...document.findings].map(({ line }) => line));
  return openSpecTasks(document.text)
    .filter(({ line }) => !read.has(line))
    .map(({ line }) => ({
      code: "C-26",
      file,
      line,
      message: "OpenSpec counts this box; here it is no task",
      mend: "take it out of the fence, comment or quote, or write the box as [ ] or [x]",
    }));
}
