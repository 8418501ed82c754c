import type { Document, TaskInFile } from "./document.ts";
import type { Finding } from "./finding.ts";
import { isStorable, storable } from "./storable.ts";
import { statuses, type Field } from "./task.ts";
import type { HubTask } from "./plan-types.ts";

const quoted = (word: string | null) => (word === null ? "nothing" : `"${word}"`);

export function differs(
  file: string,
  task: TaskInFile,
  field: Field,
  words: { markdown: string | null; hub: string | null },
): Finding {
  const code = field === "status" ? "C-07" : field === "title" ? "C-09" : "C-25";
  return {
    code,
    file,
    line: task.line,
    message: `${task.key}: ${field} is ${quoted(words.markdown)} in the file, ${quoted(words.hub)} in the hub`,
    mend: "set one side to the other's value; the next sync settles it",
  };
}

export const dubiousWord = (
  file: string,
  task: TaskInFile,
  field: Field,
  word: string | null,
): Finding => ({
  code: "C-08",
  file,
  line: task.line,
  message: `${task.key}: ${quoted(word)} is no ${field} that sync-hooks knows; it is kept and not synced`,
  mend:
    field === "status"
      ? `write one of: ${statuses.join(", ")}`
      : `write a plain value for ${field}`,
});

/** What a workplan says of itself, or a list by its first heading, and no database holds. */
export function dubiousHead(
  file: string,
  { workstream, text }: Pick<Document, "workstream" | "text">,
): Finding[] {
  return (["title", "status"] as const).flatMap((field) => {
    const word = workstream[field];
    if (word === null || isStorable(word)) return [];
    const line = text.slice(0, Math.max(0, text.indexOf(word))).split("\n").length;
    const message = `"${storable(word)}" is no ${field} that a hub can hold; it is not synced`;
    return [{ code: "C-08", file, line, message, mend: `write a plain value for ${field}` }];
  });
}

export const unwritable = (
  file: string,
  task: TaskInFile,
  field: Field,
  word: string | null,
): Finding => ({
  code: "C-21",
  file,
  line: task.line,
  message: `${task.key}: the hub's ${field} ${quoted(word)} cannot be written at this place`,
  mend: "write it into the file by hand, or change it in the hub",
});

export const keptLines = (file: string, task: TaskInFile): Finding => ({
  code: "C-22",
  file,
  line: task.line,
  message: `${task.key} was removed in the hub; its lines stay`,
  mend: "delete the lines and commit, or edit the task to bring it back",
});

export const goneFromFile = (file: string, row: HubTask): Finding => ({
  code: "C-10",
  file,
  line: null,
  message: `${row.key} is gone from the file and from HEAD; it is marked removed in the hub`,
  mend: "nothing, or write the task into the file again to bring it back",
});

export const hubOnly = (file: string, row: Pick<HubTask, "key">): Finding => ({
  code: "C-23",
  file,
  line: null,
  message: `${row.key} stands in the hub alone`,
  mend: "write the task into the file, or remove it in the hub",
});

/** One note for all of a file's tasks without hub id, at the first of them: it is the default, and no news of each. */
export function withoutHubId(file: string, tasks: readonly TaskInFile[]): Finding[] {
  const [first] = tasks;
  if (!first) return [];
  const message =
    tasks.length === 1 ? `${first.key} has no hub id` : `${tasks.length} tasks have no hub id`;
  return [{ code: "C-04", file, line: first.line, message, mend: "run: sync-hooks check --fix" }];
}

export const workplanWithoutId = (file: string): Finding => ({
  code: "C-01",
  file,
  line: 1,
  message: "the workplan has no id, so its tasks do not sync",
  mend: "write id: … into its frontmatter, or run: sync-hooks check --fix",
});

export const fileGone = (file: string): Finding => ({
  code: "C-11",
  file,
  line: null,
  message: "the file is gone; its tasks stay in the hub as they are",
  mend: "bring the file back, or remove its tasks in the hub",
});

export const workstreamGone = (file: string, key: string): Finding => ({
  code: "C-28",
  file,
  line: null,
  message: `"${key}" stands in the file no more; its tasks stay in the hub as they are`,
  mend: "write its id into the file again, or remove its tasks in the hub; those of a renamed workplan go along at the next sync",
});
