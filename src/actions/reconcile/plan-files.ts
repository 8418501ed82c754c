import type { Finding } from "../../core/tasks/finding.ts";
import { planHubIds, type HubIdPlan } from "../../core/tasks/plan-hub-ids.ts";
import type { WorkstreamPlan } from "../../core/tasks/plan-types.ts";
import { absentKeys, planWorkstream } from "../../core/tasks/plan.ts";
import { textAtHead } from "../../git/state/file-at-head.ts";
import { openConflicts } from "../../hub/conflicts.ts";
import type { HubDb } from "../../hub/hub.ts";
import { hubIdsOf } from "../../hub/hub-ids.ts";
import { loadWorkstreams, type WorkstreamRows } from "../../hub/tasks.ts";
import { loadBases } from "../../ledger/bases.ts";
import { readDocument } from "../../markdown/read.ts";
import { workplanWithoutId } from "../../core/tasks/findings.ts";
import type { Scope } from "./scope.ts";
import type { TaskFile } from "./task-file.ts";

/** One file with what is to be done about it; `plan` null: nothing, and it stays worth another look. */
export type PlannedFile = {
  file: TaskFile;
  /** The hub's id of its workstream; null where the hub does not know it. */
  workstreamId: string | null;
  plan: WorkstreamPlan | null;
  /** Edits that put hub ids in, as tasks.inject_ids asks. */
  injection: HubIdPlan;
  findings: readonly Finding[];
};

/**
 * Plans the given files against the hub's rows and the ledger's bases, as they are now. `holders` names
 * the files that are known to hold a workstream and need no reading.
 */
export async function planFiles(
  scope: Scope,
  files: readonly TaskFile[],
  holders: ReadonlyMap<string, string>,
): Promise<PlannedFile[]> {
  const keys = [...new Set(files.flatMap(({ document }) => document.workstream.key ?? []))];
  const { rows, open } = await scope.hub.read(async (db: HubDb) => ({
    rows: await loadWorkstreams(db, scope.checkout.repoId, keys),
    open: await openConflicts(db, scope.checkout.repoId, scope.place),
  }));
  const claims = claimants(files, holders);
  const planned: PlannedFile[] = [];
  for (const file of files) {
    const { key } = file.document.workstream;
    const own = key === null ? undefined : rows.get(key);
    const refused =
      key === null
        ? workplanWithoutId(file.path)
        : refusedClaim(file.path, key, claims.get(key), own);
    planned.push({
      file,
      workstreamId: own?.id ?? null,
      plan: refused || key === null ? null : await planOne(scope, file, key, own, open),
      injection:
        refused || key === null || !scope.tasks.inject_ids
          ? { edits: [], ids: [] }
          : planHubIds(file.document, hubIdsOf(scope.idRoot, key, own)),
      findings: refused ? [refused, ...file.document.findings] : file.document.findings,
    });
  }
  return planned;
}

async function planOne(
  scope: Scope,
  file: TaskFile,
  key: string,
  own: WorkstreamRows | undefined,
  open: Parameters<typeof planWorkstream>[0]["open"],
): Promise<WorkstreamPlan> {
  const { document, path } = file;
  const bases = loadBases(scope.ctx.ledger(), scope, key);
  const rows = own?.rows ?? new Map();
  const absent = absentKeys({ document, bases, rows });
  return planWorkstream({
    file: path,
    document,
    bases,
    known: own?.id != null,
    rows,
    inHead: absent.length === 0 ? null : await keysAtHead(scope, path),
    open,
    policy: scope.policy,
    lead: scope.lead,
  });
}

/** The task ids in HEAD's version of the file: none where HEAD has no such file, null where it cannot be read. */
async function keysAtHead({ git }: Scope, path: string): Promise<ReadonlySet<string> | null> {
  const text = await textAtHead(git, path);
  if (text === null) return new Set();
  const reading = readDocument(path, text);
  if (reading.kind !== "document") return null;
  return new Set(reading.document.tasks.map((task) => task.key));
}

/** The files that say they hold a workstream, by its key. */
function claimants(
  files: readonly TaskFile[],
  holders: ReadonlyMap<string, string>,
): Map<string, string[]> {
  const claims = new Map<string, string[]>();
  const claim = (key: string, path: string) => claims.set(key, [...(claims.get(key) ?? []), path]);
  for (const [key, path] of holders) claim(key, path);
  for (const { document, path } of files)
    if (document.workstream.key !== null) claim(document.workstream.key, path);
  return claims;
}

/** A copied file does not take the original's tasks: of several, the one that the hub knows keeps them. */
function refusedClaim(
  path: string,
  key: string,
  claims: readonly string[] | undefined,
  own: WorkstreamRows | undefined,
): Finding | null {
  if (!claims || claims.length < 2) return null;
  const owner = own?.file != null && claims.includes(own.file) ? own.file : null;
  if (owner === path) return null;
  const others = claims.filter((other) => other !== path).join(", ");
  return {
    code: "C-02",
    file: path,
    line: 1,
    message: `the workplan id "${key}" also stands in ${owner ?? others}; this file does not sync`,
    mend: "give one of the files an id of its own",
  };
}
