import type { FileAccess } from "../../src/system/file-access.ts";
import type { Run } from "../../src/system/run.ts";
import type { Prefer } from "./memory/merge-lines.ts";

/** A clone as a person uses it. What cannot be done, git refuses: then `false`, and nothing has changed. */
export type Clone = {
  path: string;
  gitDir: string;
  read: (file: string) => Buffer | null;
  /** Saves as an editor does. */
  save: (file: string, bytes: Uint8Array) => void;
  remove: (file: string) => void;
  branch: () => string;
  /** The commit that HEAD names. */
  head: () => string;
  /** Whether a tracked file differs from HEAD, or something new could be committed. */
  isDirty: () => boolean;
  /** The text that HEAD, a branch, or the remote's main (`origin`) holds of a file. */
  textIn: (ref: string, file: string) => string | null;
  stage: () => void;
  commit: () => boolean;
  /** Gives one file the bytes that HEAD has. */
  restore: (file: string) => void;
  stash: () => boolean;
  pop: () => boolean;
  /** To a branch, made here where there is none. */
  switchTo: (branch: string) => boolean;
  merge: (branch: string, prefer: Prefer) => boolean;
  /** Fetches and merges main. Without a preference a conflict leaves all as it was. */
  pull: (prefer: Prefer | null) => boolean;
  push: () => boolean;
  /** Drops the latest commit and every change since. */
  resetHard: () => boolean;
  /** The texts of a file in every branch and stash: what nobody sees now but nobody has lost. */
  keptTexts: (file: string) => string[];
};

/** Disk and git, in memory or real. */
export type Ground = {
  files: FileAccess;
  run: Run;
  now: () => Date;
  wait: (ms: number) => void;
  /** A remote repository with one commit. */
  makeRemote: (name: string, files: ReadonlyMap<string, string>) => void;
  clone: (remote: string, name: string) => Clone;
  close: () => void;
};
