import type { Tool } from "./tool.ts";
import { getRepoDispatch } from "./tools/get-repo-dispatch.ts";
import { listRepos } from "./tools/list-repos.ts";
import { requestHuman } from "./tools/request-human.ts";
import { syncRepo } from "./tools/sync-repo.ts";
import { updateTaskStatus } from "./tools/update-task-status.ts";

/** Every tool, in the order in which clients list them. */
export const tools: readonly Tool[] = [
  getRepoDispatch,
  listRepos,
  updateTaskStatus,
  requestHuman,
  syncRepo,
];
