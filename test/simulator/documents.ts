import type { FileKind, FileSetup } from "./script.ts";

/**
 * Task files as the simulated people read and write them: a few regular expressions over a layout of their own,
 * which share nothing with src/markdown, so that what the engine wrote is judged by other eyes.
 */
export const simFields = ["status", "title", "priority", "needs_human"] as const;
export type SimField = (typeof simFields)[number];

/** What a file shows of a task: the meaning of each field, null where it says nothing. */
export type Shown = Partial<Record<SimField, string | null>>;

export const statusWords: Record<string, readonly [string, ...string[]]> = {
  todo: ["todo", "pending"],
  in_progress: ["in_progress", "in-progress", "WIP"],
  blocked: ["blocked", "on hold"],
  done: ["done", "completed"],
  cancelled: ["cancelled", "wontfix"],
};

export const boxes: Record<string, string> = {
  todo: " ",
  in_progress: "/",
  done: "x",
  cancelled: "-",
};

const meaningOfWord = new Map([
  ...Object.entries(statusWords).flatMap(([status, words]) =>
    words.map((w) => [w, status] as const),
  ),
  ...Object.entries(boxes).map(([status, box]) => [box, status] as const),
]);

/** The status that a word or box means; the word itself where it means none. */
export const statusOf = (word: string): string => meaningOfWord.get(word) ?? word;

export const pathOf = (kind: FileKind): string =>
  ({
    workplan: "workplans/plan.md",
    checkbox: "TASKS.md",
    openspec: "openspec/changes/add-x/tasks.md",
  })[kind];

export const kindOf = (path: string): FileKind =>
  path.startsWith("workplans/")
    ? "workplan"
    : path.startsWith("openspec/")
      ? "openspec"
      : "checkbox";

export const keyOf = (kind: FileKind, number: number): string =>
  ({ workplan: `K${number}`, checkbox: `B${number}`, openspec: `1.${number}` })[kind];

export function newText({ kind, tasks, newline, mark }: FileSetup): string {
  const numbers = Array.from({ length: tasks }, (_, at) => at + 1);
  const head =
    kind === "workplan"
      ? "---\nid: WP-1 # its name\ntitle: Plan\nowner: ada\n---\n\n# Plan\n\n"
      : "# List\n\nSome words.\n\n";
  let text = (mark === "bom" ? "\uFEFF" : "") + head.replaceAll("\n", newline);
  for (const number of numbers)
    text = addToText(kind, text, keyOf(kind, number), `title ${number}`);
  return text;
}

const newlineOf = (text: string) => (text.includes("\r\n") ? "\r\n" : "\n");

/** The text with a task more, at its end. */
export function addToText(kind: FileKind, text: string, key: string, title: string): string {
  const lines = {
    workplan: `## ${key}: ${title}\n\n\`\`\`task\nid: ${key}\nstatus: todo   # as planned\nextra: [1, 2]\n\`\`\`\n\n`,
    checkbox: `- [ ] **${key}: ${title}**\n`,
    openspec: `- [ ] ${key} ${title}\n`,
  }[kind];
  return text + lines.replaceAll("\n", newlineOf(text));
}

const escaped = (key: string) => key.replace(".", "\\.");

const boxLine = (key: string) =>
  new RegExp(`^(- \\[)(.)(\\] (?:\\*\\*)?${escaped(key)}:? )(.*?)((?:\\*\\*)?\\r?)$`, "m");
const block = (key: string) =>
  new RegExp(
    `^(## (?:K\\d+: )?)(.*?)(\\r?\\n\\r?\\n\`\`\`task\\r?\\n)(id: ${key}\\b[^]*?)(\`\`\`\\r?\\n(?:\\r?\\n)?)`,
    "m",
  );

export function removeFromText(kind: FileKind, text: string, key: string): string {
  if (kind === "workplan") return text.replace(block(key), "");
  return text.replace(new RegExp(`${boxLine(key).source}\\n?`, "m"), "");
}

/** The text with one field set; `value` is the word to be written. */
export function setInText(
  kind: FileKind,
  text: string,
  key: string,
  field: SimField,
  value: string,
): string {
  const shown = (parts: string[]) => parts.join("");
  if (kind !== "workplan")
    return text.replace(boxLine(key), (_all, open, box, middle, title, end) =>
      shown([
        open,
        field === "status" ? value : box,
        middle,
        field === "title" ? value : title,
        end,
      ]),
    );
  return text.replace(block(key), (_all, heading, title, open, body: string, end) => {
    if (field === "title") return shown([heading, value, open, body, end]);
    const line = new RegExp(
      `^(${field}:)[ \\t]*((?:"[^"\\n]*"|[^#\\r\\n]*?))([ \\t]*(?: #[^\\r\\n]*)?\\r?)$`,
      "m",
    );
    const changed = line.test(body)
      ? body.replace(line, (_line, name, _old, rest) => `${name} ${value}${rest}`)
      : body.replace(/^id:[^\n]*\n/, (id) => `${id}${field}: ${value}${newlineOf(text)}`);
    return shown([heading, title, open, changed, end]);
  });
}

/**
 * Whether a merge by lines has left each task whole: one block an id, under its own heading, with one line a field. A
 * person sees to that.
 */
export function isSound(text: string): boolean {
  const blocks = [...text.matchAll(/^## (K\d+): .*\r?\n\r?\n```task\r?\nid: (K\d+)/gm)];
  const ids = [...text.matchAll(/^id: K\d+|^- \[.\] (?:\*\*)?(?:B\d+|1\.\d+)/gm)].map(([line]) =>
    line.replace(/\[.\]/, ""),
  );
  const fences = [...text.matchAll(/^```/gm)].length;
  const bodies = [...text.matchAll(/^```task\r?\n([^]*?)^```/gm)].map(([, body = ""]) =>
    [...body.matchAll(/^\w+:/gm)].map(([name]) => name),
  );
  return (
    bodies.every((names) => new Set(names).size === names.length) &&
    new Set(ids).size === ids.length &&
    blocks.every(([, heading, id]) => heading === id) &&
    (fences === 0 || (fences === 2 * blocks.length && ids.length === blocks.length))
  );
}

const seen = new Map<string, Map<string, Shown>>();

/** Every task of the text with what it shows. */
export function shownTasks(kind: FileKind, text: string): Map<string, Shown> {
  const known = seen.get(text);
  if (known) return known;
  const shown = kind === "workplan" ? shownBlocks(text) : shownBoxes(text);
  if (seen.size > 2000) seen.clear();
  seen.set(text, shown);
  return shown;
}

function shownBoxes(text: string): Map<string, Shown> {
  const lines = text.matchAll(/^- \[(.)\] (?:\*\*)?(B\d+|1\.\d+):? (.*?)(?:\*\*)?\r?$/gm);
  return new Map(
    [...lines].map(([, box = "", key = "", title = ""]) => [key, { status: statusOf(box), title }]),
  );
}

function shownBlocks(text: string): Map<string, Shown> {
  const blocks = text.matchAll(/^## (.*?)\r?\n\r?\n```task\r?\n([^]*?)```/gm);
  return new Map(
    [...blocks].map(([, heading = "", body = ""]) => {
      // A merge can put one task's block under another's heading: its id says whose it is.
      const key = /^id: (K\d+)/m.exec(body)?.[1] ?? "";
      const title = heading.startsWith(`${key}: `) ? heading.slice(key.length + 2) : heading;
      const says = (field: SimField) => wordIn(body, field);
      return [
        key,
        {
          status: statusOf(says("status") ?? "todo"),
          title,
          priority: says("priority"),
          needs_human: says("needs_human") ?? "false",
        },
      ];
    }),
  );
}

function wordIn(body: string, field: SimField): string | null {
  const value = new RegExp(`^${field}:[ \\t]*(.*?)\\r?$`, "m").exec(body)?.[1];
  if (value === undefined) return null;
  if (value.startsWith('"'))
    return JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(value)?.[0] ?? '""') as string;
  const plain = value.replace(/(^|[ \t]+)#.*$/, "").trim();
  return plain === "" || plain === "null" ? null : plain;
}
