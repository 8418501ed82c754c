/** What one seed stands for: a little world, and what happens in it. All of it is plain data, so that it can be shrunk. */
export type Script = { seed: number; setup: Setup; acts: Act[] };

export type FileKind = "workplan" | "checkbox" | "openspec";

export type FileSetup = {
  kind: FileKind;
  tasks: number;
  newline: "\n" | "\r\n";
  mark: "bom" | "none";
};

export type Setup = {
  repositories: { files: FileSetup[] }[];
  /** Of each checkout: which repository it is a clone of, and on which machine it lies. */
  checkouts: { repository: number; machine: number }[];
  policy: "markdown" | "hub" | "ask";
  injectIds: boolean;
  /** Whether every checkout was synced before the first act. */
  met: boolean;
  /** Whether there is a backup of the hub from the start. */
  backedUp: boolean;
  /** At the end: whether somebody settles the open conflicts. */
  settle: boolean;
};

/** What people and programs other than sync-hooks do. */
export const personActs = [
  "edit",
  "add-task",
  "delete-task",
  "save-stale",
  "break-file",
  "mend-file",
  "commit",
  "stage",
  "restore",
  "stash",
  "pop",
  "switch",
  "merge",
  "pull",
  "push",
  "reset",
  "sql-set",
  "sql-return",
  "sql-remove",
  "sql-revive",
  "sql-delete",
  "sql-insert",
  "choose",
  "lose-ledger",
  "hub-down",
  "hub-up",
  "back-up",
  "restore-backup",
  "adopt",
  "wait",
] as const;
export type PersonActKind = (typeof personActs)[number];

/** The numbers pick among what there is at that moment, so that an act keeps its sense when others are left out. */
export type PersonAct = {
  do: PersonActKind;
  checkout: number;
  task: number;
  field: number;
  style: number;
};

export type Fault =
  | "crash-before"
  | "crash-after"
  /** The disk is full at the next write from here. */
  | "full"
  /** The hub goes away at its next use from here. */
  | "outage"
  /** As `outage`, but the hub did what it was asked before it went. */
  | "outage-after";

/** One run of the engine in one checkout. Moments are counted in effects: calls of a file, a store or git. */
export type SyncAct = {
  do: "sync";
  checkout: number;
  /** Whether remote commits are brought in first, with sync-hooks' own files put back. */
  pull: boolean;
  listing: "fresh" | "remembered";
  fault: { at: number; kind: Fault } | null;
  /** What others do in the middle of it. */
  meanwhile: { at: number; act: PersonAct }[];
  /** It waits from this effect on until the checkout is synced again. */
  pause: number | null;
};

export type Act = PersonAct | SyncAct;
