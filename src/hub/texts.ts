/**
 * Every column of text, by table: `ids` by which rows are told apart and find each other, and words. SQLite's triggers
 * are built on what stands here (steps 007 and 008): a change needs a migration. Tables come before those that name their rows.
 */
export const texts = {
  meta: { ids: ["key"], words: ["value"] },
  repos: {
    ids: ["id", "slug", "remote_key", "local_key", "forge_id"],
    words: [
      "default_branch",
      "last_state_synced_at",
      "last_pushed_at",
      "last_pulled_at",
      "created_at",
    ],
  },
  checkouts: {
    ids: ["repo_id", "machine", "path"],
    words: ["last_outcome", "last_reason", "last_detail", "last_run_at"],
  },
  workstreams: {
    ids: ["id", "repo_id", "key"],
    words: ["title", "status", "file", "created_at", "updated_at"],
  },
  tasks: {
    ids: ["id", "repo_id", "workstream_id", "key"],
    words: [
      "title",
      "status",
      "priority",
      "group_path",
      "created_at",
      "updated_at",
      "completed_at",
      "removed_at",
      "placed_by",
    ],
  },
  passed_words: { ids: ["task_id"], words: ["field", "word"] },
  goals: {
    ids: ["id", "repo_id"],
    words: ["title", "description", "status", "created_at", "closed_at"],
  },
  interventions: {
    ids: ["id", "repo_id", "task_id"],
    words: ["title", "status", "answer", "created_at", "resolved_at"],
  },
  conflicts: {
    ids: ["id", "repo_id", "task_id"],
    words: [
      "checkout",
      "field",
      "base",
      "markdown",
      "hub",
      "file",
      "chosen",
      "created_at",
      "resolved_at",
    ],
  },
  sync_log: { ids: ["repo_id"], words: ["direction", "at"] },
  table_bases: { ids: ["source", "task_id"], words: ["in_hub", "in_table"] },
  receipts: { ids: ["writer"], words: ["receipt"] },
  forges: {
    ids: ["name"],
    words: ["kind", "url", "listed_at", "tried_at", "problem_code", "problem"],
  },
  forge_repos: {
    ids: ["forge", "forge_id"],
    words: [
      "full_name",
      "keys",
      "clone_url",
      "ssh_url",
      "web_url",
      "default_branch",
      "pushed_at",
      "seen_at",
    ],
  },
  deletions: { ids: ["repo_id", "workstream_key"], words: [] },
} as const satisfies Record<string, { ids: readonly string[]; words: readonly string[] }>;

export type TextTable = keyof typeof texts;

export const columnsOf = (table: TextTable): readonly string[] => [
  ...texts[table].ids,
  ...texts[table].words,
];
