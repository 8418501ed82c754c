import type { ColumnType, Generated } from "kysely";

/** A column that the database fills and keeps; nobody writes it. */
type Kept<T> = ColumnType<T, never, never>;

export type RepoRow = {
  id: string;
  slug: string;
  /** `host/owner/name`; null where the repository has no remote. */
  remote_key: string | null;
  /** Stands in for the remote key of a repository without remote. */
  local_key: string | null;
  default_branch: string | null;
  forge_id: string | null;
  last_state_synced_at: string | null;
  last_pushed_at: string | null;
  last_pulled_at: string | null;
  created_at: string;
};

export type CheckoutRow = {
  repo_id: string;
  machine: string;
  path: string;
  last_outcome: string;
  last_reason: string | null;
  /** What the step that decided the outcome said; without credentials. */
  last_detail: string | null;
  last_run_at: string;
};

export type WorkstreamRow = {
  id: string;
  repo_id: string;
  /** Workplan id, OpenSpec change id, or the file's path. */
  key: string;
  title: string | null;
  status: string | null;
  file: string;
  created_at: Kept<string>;
  updated_at: Kept<string>;
};

export type TaskRow = {
  id: string;
  repo_id: string;
  workstream_id: string;
  key: string;
  title: string;
  /** Null: the file's word is not known; see docs/tasks.md. */
  status: string | null;
  priority: string | null;
  needs_human: number;
  /** JSON array of the headings above the task, outermost first. */
  group_path: string;
  /** Where the task stands in its file: only the order counts. A change of it alone raises no `rev`. */
  position: Generated<number>;
  rev: Kept<number>;
  change: Kept<number>;
  /** How often the word has changed since the row was added, and how often the task was removed or had back. */
  title_rev: Kept<number>;
  status_rev: Kept<number>;
  priority_rev: Kept<number>;
  needs_human_rev: Kept<number>;
  removed_rev: Kept<number>;
  created_at: Kept<string>;
  updated_at: Kept<string>;
  completed_at: Kept<string | null>;
  removed_at: string | null;
  /**
   * The checkout and branch whose file was found to hold it, or took it in: `machine:path#branch`. Null: it was
   * made in the hub, and no file holds it yet.
   */
  placed_by: string | null;
};

/** A word that a field of a task had, and how often the field had changed when it was gone; `needs_human` as 0 or 1. */
export type PassedWordRow = { task_id: string; field: string; rev: number; word: string | null };

export type GoalRow = {
  id: string;
  repo_id: string;
  title: string;
  description: string | null;
  /** `active`, which one goal of a repository can be, or `closed`. */
  status: string;
  created_at: Kept<string>;
  closed_at: string | null;
};

export type InterventionRow = {
  id: string;
  repo_id: string;
  task_id: string | null;
  /** What is asked; the task's own title where its `needs_human` opened it. */
  title: string;
  /** `open` or `resolved`. An open one and its task's `needs_human` go together, by triggers. */
  status: string;
  answer: string | null;
  created_at: Kept<string>;
  resolved_at: Kept<string | null>;
};

export type ConflictRow = {
  id: string;
  repo_id: string;
  task_id: string;
  /** The checkout that met it: machine, `:`, path. */
  checkout: string;
  field: string;
  /** The agreed value before both sides changed it; null where none was known. */
  base: string | null;
  markdown: string | null;
  hub: string | null;
  file: string;
  line: number;
  /** `markdown` or `hub`; null while nobody has decided. */
  chosen: string | null;
  created_at: Kept<string>;
  resolved_at: string | null;
};

export type SyncLogRow = {
  id: Generated<number>;
  repo_id: string;
  /** `to-hub`, `to-markdown`, `both` or `none`. */
  direction: string;
  items: number;
  at: string;
};

export type ForgeRow = {
  name: string;
  kind: string;
  url: string;
  /** The last good list; null where there has been none. */
  listed_at: string | null;
  tried_at: string;
  /** What the last try met, as an error code and in words; null where it went well. */
  problem_code: string | null;
  problem: string | null;
  /** How many more repositories the forge says there are than it has shown. */
  missing: number;
};

export type ForgeRepoRow = {
  forge: string;
  forge_id: string;
  /** `owner/name`, with every group on GitLab. */
  full_name: string;
  /** JSON array of the remote keys (`host/owner/name`) by which it can be reached. */
  keys: string;
  clone_url: string | null;
  ssh_url: string | null;
  web_url: string | null;
  default_branch: string | null;
  archived: number;
  empty: number;
  mirror: number;
  fork: number;
  private: number;
  /** When something was last pushed; null where the forge does not tell. */
  pushed_at: string | null;
  /** 1: the user does not want to hear of it. */
  ignored: number;
  seen_at: string;
};

/** The trace of a DELETE, by which a sync sees that a row is gone. */
export type DeletionRow = { repo_id: string; workstream_key: string; change: number };

/** A view: how far a workstream, or a group of headings in it, has come. */
export type WorkstreamProgressRow = {
  workstream_id: string;
  repo_id: string;
  key: string;
  total: number;
  closed: number;
};
export type GroupProgressRow = {
  workstream_id: string;
  group_path: string;
  total: number;
  closed: number;
};

/** What a task and its row in another table (`tasks.table`) said when they last agreed. */
export type TableBaseRow = {
  /** The database and table, without credentials. */
  source: string;
  task_id: string;
  in_hub: string | null;
  in_table: string | null;
};

/** The last transaction of a checkout and branch (`machine:path#branch`). */
export type ReceiptRow = { writer: string; receipt: string };

export type MetaRow = { key: string; value: string };

/** The hub's tables as kysely sees them; docs/hub.md documents them for SQL clients. */
export type HubSchema = {
  repos: RepoRow;
  checkouts: CheckoutRow;
  workstreams: WorkstreamRow;
  tasks: TaskRow;
  passed_words: PassedWordRow;
  deletions: DeletionRow;
  goals: GoalRow;
  interventions: InterventionRow;
  conflicts: ConflictRow;
  sync_log: SyncLogRow;
  table_bases: TableBaseRow;
  receipts: ReceiptRow;
  forges: ForgeRow;
  forge_repos: ForgeRepoRow;
  meta: MetaRow;
  workstream_progress: WorkstreamProgressRow;
  group_progress: GroupProgressRow;
};
