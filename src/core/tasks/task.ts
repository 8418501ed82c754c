import { isStorable, storable } from "./storable.ts";

export const statuses = ["todo", "in_progress", "blocked", "done", "cancelled"] as const;
export type Status = (typeof statuses)[number];

const synonyms: Record<Status, readonly string[]> = {
  todo: ["todo", "to do", "pending", "open", "new", "not started", "planned", "backlog", "ready"],
  in_progress: ["in progress", "inprogress", "doing", "started", "active", "wip", "ongoing"],
  blocked: ["blocked", "waiting", "on hold", "stuck", "paused"],
  done: ["done", "completed", "complete", "finished", "closed", "resolved"],
  cancelled: ["cancelled", "canceled", "dropped", "abandoned", "wont do", "wontfix", "skipped"],
};

const statusOfWord = new Map<string, Status>(
  statuses.flatMap((status) =>
    [status, ...synonyms[status]].map((word) => [word, status] as const),
  ),
);

/** The status that a word stands for, in any case and with `-`, `_` or space between; null: not known. */
export function readStatus(word: string): Status | null {
  const usual = statusOfWord.get(word);
  if (usual !== undefined) return usual;
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .replace("'", "");
  return statusOfWord.get(plain) ?? null;
}

/** Every word that stands for a status, in lower case with single spaces. */
export const wordsFor = (status: Status): readonly string[] => [
  status.replaceAll("_", " "),
  ...synonyms[status],
];

/** A workplan or task that needs no more work. */
export const isClosed = (status: Status | null): boolean =>
  status === "done" || status === "cancelled";

/** The fields that sync both ways. */
export const fields = ["status", "title", "priority", "needs_human"] as const;
export type Field = (typeof fields)[number];

export const isField = (name: string): name is Field =>
  (fields as readonly string[]).includes(name);

/**
 * What one side says about one field. `word` is its own spelling, null where it says nothing; by the
 * word it is seen whether the side has changed. `value` is the meaning, null where the word is not
 * understood. `also` holds further meanings that this spelling stands for: no difference either.
 */
export type Stated = { word: string | null; value: string | null; also: readonly string[] };

/** Whether the two sides differ in nothing that markdown could show. */
export function agree(markdown: Stated, hub: Stated): boolean {
  if (markdown.value === null || hub.value === null) return false;
  return markdown.value === hub.value || markdown.also.includes(hub.value);
}

/** As `agree`, with a word of the hub's. Nearly all are spelled as the file's value, which means itself. */
export const agreesWithWord = (markdown: Stated, field: Field, word: string | null): boolean =>
  (word !== null && markdown.value === word) || agree(markdown, state(field, word));

const meanings: Record<Field, (word: string | null) => string | null> = {
  // A workplan task without a status is still to do; a hub row without one waits to be told.
  status: (word) => (word === null ? null : readStatus(word)),
  title: (word) => word ?? "",
  priority: (word) => word ?? "",
  needs_human: (word) => {
    if (word === null || /^(false|no|off|n|0|~|null|)$/i.test(word)) return "false";
    return /^(true|yes|on|y|1)$/i.test(word) ? "true" : null;
  },
};

const nothingElse: readonly string[] = [];

function stateAnew(field: Field, word: string | null): Stated {
  // Known by how it is escaped, and understood by nobody: cut short, it would come back as an edit.
  if (word !== null && !isStorable(word))
    return { word: storable(word), value: null, also: nothingElse };
  return { word, value: meanings[field](word), also: nothingElse };
}

const statesOf = (field: Field, words: Iterable<string>): ReadonlyMap<string | null, Stated> =>
  new Map([null, ...words].map((word) => [word, stateAnew(field, word)]));

/** What most tasks say, made once: a million of them share it. Of titles each is its own. */
const usual: Record<Exclude<Field, "title">, ReadonlyMap<string | null, Stated>> = {
  status: statesOf("status", statusOfWord.keys()),
  priority: statesOf("priority", ["low", "medium", "high"]),
  needs_human: statesOf("needs_human", ["false", "true"]),
};

/** A word as both sides spell it, with its meaning. */
export const state = (field: Field, word: string | null): Stated =>
  (field === "title" ? null : usual[field].get(word)) ?? stateAnew(field, word);
