import type { Document } from "../../core/tasks/document.ts";
import type { Finding } from "../../core/tasks/finding.ts";
import { planHubIds, type HubIdPlan } from "../../core/tasks/plan-hub-ids.ts";
import type {
  Appending,
  HubTask,
  OpenConflict,
  WorkstreamPlan,
} from "../../core/tasks/plan-types.ts";
import { absentKeys, planOrder, planWorkstream } from "../../core/tasks/plan.ts";
import {
  findSuspects,
  replaysAmong,
  type Replays,
  type Suspect,
} from "../../core/tasks/replays.ts";
import { headCommit, textsAt } from "../../git/state/file-at-head.ts";
import { openConflicts } from "../../hub/conflicts.ts";
import type { HubDb } from "../../hub/hub.ts";
import { hubIdsOf } from "../../hub/hub-ids.ts";
import { passedWords } from "../../hub/passed-words.ts";
import { loadTasks } from "../../hub/task-rows.ts";
import {
  findWorkstream,
  loadWorkstreams,
  placeableTasks,
  type WorkstreamRows,
} from "../../hub/tasks.ts";
import { loadBases } from "../../ledger/bases.ts";
import { appendTasks } from "../../markdown/append-tasks.ts";
import { readDocument } from "../../markdown/read.ts";
import { workplanWithoutId } from "../../core/tasks/findings.ts";
import type { FilePart } from "./file-part.ts";
import type { Scope } from "./scope.ts";
import type { TaskFile } from "./task-file.ts";
import { trackedPath } from "./tracked-path.ts";

/** A file, or a part of it, with what is to be done about it; `plan` null: nothing, and it stays worth another look. */
export type PlannedFile = FilePart & {
  /** The hub's id of its workstream; null where the hub does not know it. */
  workstreamId: string | null;
  plan: WorkstreamPlan | null;
  /** Edits that put hub ids in, as tasks.inject_ids asks. */
  injection: HubIdPlan;
  findings: readonly Finding[];
};

/** The files that say they hold a workstream, by its key. */
export type Claims = ReadonlyMap<string, readonly string[]>;

/** Plans the given parts of files against the hub's rows and the ledger's bases, as they are now. */
export async function planParts(
  scope: Scope,
  parts: readonly FilePart[],
  claims: Claims,
): Promise<PlannedFile[]> {
  const { rows, open } = await scope.hub.read(async (db) => ({
    rows: await loadRows(scope, db, parts),
    open: await openConflicts(db, scope.checkout.repoId, scope.place),
  }));
  const planned: PlannedFile[] = [];
  for (const part of parts) {
    const { path, document } = part.file;
    const { key } = document.workstream;
    const own = key === null ? undefined : rows.get(key);
    const refused =
      key === null ? workplanWithoutId(path) : refusedClaim(path, key, claims.get(key), own);
    const plans = refused === null && key !== null;
    planned.push({
      ...part,
      workstreamId: own?.id ?? null,
      plan: plans ? await planPart(scope, part, key, own, open) : null,
      injection:
        plans && scope.tasks.inject_ids && part.selection === null
          ? planHubIds(document, hubIdsOf(scope.idRoot, key, own))
          : { edits: [], ids: [], tasks: [] },
      findings: refused && part.isLast ? [refused, ...part.findings] : part.findings,
    });
  }
  return planned;
}

async function loadRows(
  { hub, checkout: { repoId } }: Scope,
  db: HubDb,
  parts: readonly FilePart[],
): Promise<Map<string, WorkstreamRows>> {
  const whole = parts.filter(({ selection }) => selection === null);
  const keys = new Set(whole.flatMap(({ file }) => file.document.workstream.key ?? []));
  const result = await loadWorkstreams(db, repoId, [...keys]);
  for (const { file, selection } of parts) {
    const { key } = file.document.workstream;
    if (key === null || selection === null) continue;
    const own = await findWorkstream(db, repoId, key);
    const rows = own ? await loadTasks(hub, db, own.id, selection.inHub) : new Map();
    result.set(key, { id: own?.id ?? null, file: own?.file ?? null, rows });
  }
  return result;
}

async function planPart(
  scope: Scope,
  { file: { path, document }, selection }: FilePart,
  key: string,
  own: WorkstreamRows | undefined,
  open: readonly OpenConflict[],
): Promise<WorkstreamPlan> {
  const part = selection ? { ...document, tasks: selection.tasks } : document;
  const bases = loadBases(scope.ctx.ledger(), scope, key, selection?.inBases ?? "all");
  const rows = own?.rows ?? new Map<string, HubTask>();
  const absent = absentKeys({ document: part, bases, rows });
  const order = selection?.order ?? planOrder(document, (task) => rows.get(task)?.position ?? null);
  return planWorkstream({
    file: path,
    document: part,
    bases,
    known: own?.id != null,
    rows,
    order,
    inHead: absent.length === 0 ? null : await keysAtHead(scope, path),
    open: selection ? conflictsOf(rows, open) : open,
    policy: scope.policy,
    lead: scope.lead,
    replays: await replaysOf(scope, findSuspects(part.tasks, bases, rows)),
    appending: scope.tasks.create_in_markdown
      ? await appendingTo(scope, path, document, rows)
      : null,
    completion: scope.tasks.close_workplans ? "close" : "report",
  });
}

async function replaysOf({ hub }: Scope, suspects: readonly Suspect[]): Promise<Replays> {
  if (suspects.length === 0) return new Map();
  const ids = new Set(suspects.map(({ rowId }) => rowId));
  return replaysAmong(suspects, await hub.read((db) => passedWords(hub, db, [...ids])));
}

/** The conflicts of these rows: that another one's row is missing here does not mean that it is gone. */
function conflictsOf(
  rows: ReadonlyMap<string, HubTask>,
  open: readonly OpenConflict[],
): OpenConflict[] {
  const ids = new Set([...rows.values()].map(({ id }) => id));
  return open.filter(({ taskId }) => ids.has(taskId));
}

/** The tasks of the hub alone that this checkout may append: those that no other one has taken. */
async function appendingTo(
  { hub, placedBy, tasks }: Scope,
  path: string,
  document: Document,
  rows: ReadonlyMap<string, HubTask>,
): Promise<Appending> {
  const present = new Set(document.tasks.map(({ key }) => key));
  const alone = [...rows.values()].filter(({ key, removed }) => !removed && !present.has(key));
  const ids = alone.map(({ id }) => id).slice(0, mostAppended);
  return {
    ids: ids.length === 0 ? new Set() : await hub.read((db) => placeableTasks(db, ids, placedBy)),
    write: (due) => appendTasks(path, document, due, { hubIds: tasks.inject_ids }),
  };
}

/** A file gets no more at once; the next sync appends the rest. */
const mostAppended = 500;

/** The task ids in HEAD's version of the file: none where HEAD has no such file, null where it cannot be read. */
async function keysAtHead(
  { ctx, checkout, git }: Scope,
  path: string,
): Promise<ReadonlySet<string> | null> {
  const tracked = trackedPath(ctx, checkout.path, path);
  const text = (await textsAt(git, await headCommit(git), [tracked])).get(tracked);
  if (text === undefined) return new Set();
  if (text === null) return null;
  const reading = readDocument(path, text);
  if (reading.kind !== "document") return null;
  return new Set(reading.document.tasks.map((task) => task.key));
}

/** Who claims which workstream: of `files`, which were read just now, and of those that hold one already. */
export function claimants(
  files: readonly TaskFile[],
  holderOf: (workstream: string) => string | null,
): Claims {
  const read = new Set(files.map(({ path }) => path));
  const claims = new Map<string, string[]>();
  for (const { path, document } of files) {
    const { key } = document.workstream;
    if (key === null) continue;
    const holder = claims.has(key) ? null : holderOf(key);
    const others = holder === null || read.has(holder) ? [] : [holder];
    claims.set(key, [...(claims.get(key) ?? others), path]);
  }
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
