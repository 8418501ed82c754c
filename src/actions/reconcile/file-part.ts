import type { Edit, TaskInFile } from "../../core/tasks/document.ts";
import type { Finding } from "../../core/tasks/finding.ts";
import type { BaseMove } from "../../core/tasks/plan-types.ts";
import type { Snapshot } from "../../core/tasks/snapshot.ts";
import type { TaskFile } from "./task-file.ts";

/** What the parts of one file have come to so far; the last part writes it down. */
export type FileWork = {
  edits: Edit[];
  moves: Extract<BaseMove, { after: "file" }>[];
  settled: boolean;
  restless: string[];
};

export const newWork = (): FileWork => ({ edits: [], moves: [], settled: true, restless: [] });

/** Some tasks of a long file. */
export type Selection = {
  keys: readonly string[];
  tasks: readonly TaskInFile[];
  /** The keys of which the hub's rows, and the bases, are to be read. */
  inHub: readonly string[];
  inBases: readonly string[];
  /** The new positions of the file's tasks. */
  order: ReadonlyMap<string, number>;
  /** What the next run compares with, once all parts are done. */
  look: Pick<Snapshot, "keys" | "prints" | "positions">;
};

/** What is planned at once of a file: everything, or some tasks of a long one. */
export type FilePart = {
  file: TaskFile;
  /** Null: the whole file. */
  selection: Selection | null;
  work: FileWork;
  isLast: boolean;
  /** What is wrong in what was read with it. */
  findings: readonly Finding[];
};

/** Tasks that are planned at once: few enough for a plan to stay small in memory. */
export const tasksPerPart = 2500;
