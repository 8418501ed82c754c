import { headWord } from "./head-word.ts";
import type { WorkstreamInput, WorkstreamPlan } from "./plan-types.ts";
import { isClosed, readStatus } from "./task.ts";

/**
 * Closes a workplan whose tasks are all done or cancelled once this plan is carried out, where that is wished. One
 * that nobody gave a status, or one of a task that waits for a decision, is left as it is.
 */
export function planCompletion(plan: WorkstreamPlan, input: WorkstreamInput): void {
  const { document, completion, file } = input;
  const { workstream, tasks } = document;
  if (completion !== "close" || tasks.length === 0 || !plan.settled) return;
  const status = workstream.status === null ? null : readStatus(workstream.status);
  if (status === null || isClosed(status) || hasOpenTask(plan, input)) return;
  const edit = document.writeWorkstreamStatus("done");
  if (!edit) return;
  const word = headWord(file, { ...workstream, status: "done" });
  const before = headWord(file, workstream);
  plan.edits.push(edit);
  plan.head = { title: workstream.title, status: "done" };
  plan.bases.push({
    key: "",
    field: "task",
    base: { markdown: word, hub: word, rev: 0 },
    before: { markdown: before, hub: before, rev: 0 },
    after: "file",
  });
}

/** Whether a task is left to do: in the file as it will be, or in the hub alone. */
function hasOpenTask(plan: WorkstreamPlan, { document, rows }: WorkstreamInput): boolean {
  const coming = new Map<string, string | null>();
  for (const move of plan.bases)
    if (move.field === "status" && move.after === "file") coming.set(move.key, move.base.hub);
  const present = new Set(document.tasks.map(({ key }) => key));
  const inFile = document.tasks.some(({ key, says }) => {
    const word = coming.get(key) ?? says.status?.value ?? "todo";
    return !isClosed(readStatus(word));
  });
  const marked = new Set(
    plan.hub.flatMap((write) =>
      write.kind === "change" && write.removal === "mark" ? write.id : [],
    ),
  );
  return (
    inFile ||
    [...rows.values()].some(
      ({ key, id, removed, words }) =>
        !present.has(key) &&
        !removed &&
        !marked.has(id) &&
        !isClosed(words.status === null ? null : readStatus(words.status)),
    )
  );
}
