import type { Route } from "../route.ts";
import { changeRepo, getRepo, listRepos, syncRepo } from "./repos.ts";
import { listConflicts, resolveConflict } from "./conflicts.ts";
import { adoptRepo, inventory, refreshInventory } from "./inventory.ts";
import { changeTask, getTask, listTasks } from "./tasks.ts";
import { health, session } from "./state.ts";
import {
  answerIntervention,
  askHuman,
  deleteGoal,
  dispatch,
  goals,
  interventions,
  putGoal,
} from "./work.ts";

/** Every route of the API that speaks JSON. `/events`, `/metrics`, `/launch` and the dashboard stand beside it. */
export const routes: readonly Route[] = [
  health,
  session,
  listRepos,
  getRepo,
  changeRepo,
  syncRepo,
  dispatch,
  goals,
  putGoal,
  deleteGoal,
  interventions,
  askHuman,
  answerIntervention,
  listTasks,
  getTask,
  changeTask,
  listConflicts,
  resolveConflict,
  inventory,
  refreshInventory,
  adoptRepo,
];
