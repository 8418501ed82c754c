import type { HubSchema } from "../schema.ts";

/**
 * The tables that hold what a hub knows, those that others refer to first, each with its key. `meta` and
 * `migrations` speak of the database itself and stay where they are.
 */
export const hubTables = {
  repos: ["id"],
  checkouts: ["machine", "path"],
  workstreams: ["id"],
  tasks: ["id"],
  passed_words: ["task_id", "field", "rev"],
  deletions: ["repo_id", "workstream_key"],
  goals: ["id"],
  interventions: ["id"],
  conflicts: ["id"],
  sync_log: ["id"],
  table_bases: ["source", "task_id"],
  receipts: ["writer"],
  forges: ["name"],
  forge_repos: ["forge", "forge_id"],
} as const satisfies Record<
  Exclude<keyof HubSchema, "meta" | "workstream_progress" | "group_progress">,
  readonly string[]
>;

export type HubTable = keyof typeof hubTables;

export const hubTableNames = Object.keys(hubTables) as readonly HubTable[];

export const isHubTable = (name: string): name is HubTable => Object.hasOwn(hubTables, name);
