import type { Document, Edit, TaskInFile } from "./document.ts";
import type { Finding } from "./finding.ts";
import type { Base, Policy } from "./merge.ts";
import type { Replays } from "./replays.ts";
import type { Field } from "./task.ts";

/** A hub row as the rules see it. */
export type HubTask = {
  id: string;
  key: string;
  rev: number;
  /** JSON array of headings. */
  group: string;
  /** Where it stands among its workstream's tasks. */
  position: number;
  removed: boolean;
  words: Readonly<Record<Field, string | null>>;
  revs: Readonly<Record<CountedField, number>>;
};

/** What the hub counts the changes of since a row was added; those of `task` are its removals and returns. */
export type CountedField = Field | "task";

/** What is remembered of a task: the words of each field, its headings, and whether it was there. */
export type BaseField = Field | "group" | "task";
/** With the words, how often the hub's had changed by then; 0 where it does not count. */
export type TaskBase = Base & { rev: number };
export type TaskBases = Partial<Record<BaseField, TaskBase>>;
export type Bases = ReadonlyMap<string, TaskBases>;

/** A conflict that waits in the hub for this checkout. */
export type OpenConflict = {
  id: string;
  taskId: string;
  field: Field;
  base: string | null;
  markdown: string | null;
  hub: string | null;
  chosen: "markdown" | "hub" | null;
  /** Where it was last met. */
  file: string;
  line: number;
};

export type TaskWords = Partial<Record<Field, string | null>> & { group?: string };

export type HubWrite =
  | { kind: "add"; key: string; words: TaskWords; position: number }
  /** Only where the row still has `rev`. */
  | {
      kind: "change";
      id: string;
      rev: number;
      words: TaskWords;
      removal: "keep" | "mark" | "clear";
      /** `take`: this checkout appends it to its file, and only where no other one has taken it. */
      placing: "keep" | "take";
    };

export type ConflictWrite =
  | {
      kind: "open";
      taskId: string;
      rev: number;
      field: Field;
      base: string | null;
      markdown: string | null;
      hub: string | null;
      line: number;
      chosen: "markdown" | "hub" | null;
    }
  /** `chosen` null: the values are no longer those that somebody could have chosen between. */
  | { kind: "close"; id: string; chosen: "markdown" | "hub" | null }
  /** The task stands elsewhere now. */
  | { kind: "move"; id: string; line: number };

/** A base to set once the write that it tells of is confirmed; null forgets it. */
export type BaseMove =
  | { key: string; field: BaseField; base: TaskBase | null; after: "hub" }
  /** `before` is the base to go back to where the file's write is undone: the hub's value is then still to come. */
  | {
      key: string;
      field: BaseField;
      base: TaskBase;
      before: TaskBase | null;
      after: "file";
    };

export type WorkstreamHead = { title: string | null; status: string | null };

export type WorkstreamPlan = {
  /** What the hub is to say of the workstream itself; null: what it says already. */
  head: WorkstreamHead | null;
  edits: Edit[];
  hub: HubWrite[];
  conflicts: ConflictWrite[];
  bases: BaseMove[];
  /** Tasks that stand elsewhere in the file than in the hub, and where to put them. */
  positions: { id: string; position: number }[];
  findings: Finding[];
  /** Whether nothing is left to look at again: no open conflict, no word that nobody understands. */
  settled: boolean;
  /** The keys of the tasks that need another look, although they may stay as they are. */
  restless: string[];
};

export type WorkstreamInput = {
  file: string;
  document: Document;
  bases: Bases;
  /** Whether the hub knows the workstream. */
  known: boolean;
  rows: ReadonlyMap<string, HubTask>;
  /** The new position of each task that stands elsewhere in the hub's order, or nowhere yet. */
  order: ReadonlyMap<string, number>;
  /** The keys that HEAD's version of the file holds; null where that is not known: then nothing is removed. */
  inHead: ReadonlySet<string> | null;
  open: readonly OpenConflict[];
  policy: Policy;
  /** Who wins where there is no base; `ask` unless `hub adopt` has said which side leads. */
  lead: Policy;
  /** Fields of which the file may say what is older than the hub's word. */
  replays: Replays;
  /** What this checkout may append to the file; null: nothing, tasks of the hub alone are reported. */
  appending: Appending | null;
  /** Whether a workplan whose tasks are all closed is closed too. */
  completion: "report" | "close";
};

/** How tasks that were made in the hub come into the file. */
export type Appending = {
  /** The hub's ids of those that no other checkout has taken. */
  ids: ReadonlySet<string>;
  /** The edits that append them in the file's own style, and how it spells them; null where it cannot hold them. */
  write: (rows: readonly HubTask[]) => Appended | null;
};

export type Appended = { edits: readonly Edit[]; tasks: readonly TaskInFile[] };
