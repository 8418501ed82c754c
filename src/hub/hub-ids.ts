import { taskIdParts, workstreamIdParts } from "../core/tasks/hub-id.ts";
import type { HubIds } from "../core/tasks/plan-hub-ids.ts";
import type { WorkstreamRows } from "./tasks.ts";
import { uuid5 } from "./uuid5.ts";

/** The ids of a workstream and its tasks: as the hub has them, else as it will make them from `idRoot`. */
export function hubIdsOf(idRoot: string, key: string, own: WorkstreamRows | undefined): HubIds {
  return {
    workstream: own?.id ?? uuid5(...workstreamIdParts(idRoot, key)),
    task: (task) => own?.rows.get(task)?.id ?? uuid5(...taskIdParts(idRoot, key, task)),
  };
}

/** What a repository's ids are made from: its remote key, or its own id where it has no remote. */
export const idRootOf = (repo: { remoteKey: string | null; repoId: string }): string =>
  repo.remoteKey ?? repo.repoId;
