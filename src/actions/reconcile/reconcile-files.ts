import { SyncError } from "../../core/errors.ts";
import { fileGone } from "../../core/tasks/findings.ts";
import { hubBases, keepFileAs, keepHubPart, writeFilePlan, writeHub } from "./apply-plan.ts";
import { headCommit } from "../../git/state/file-at-head.ts";
import { requireNotPutBack } from "../../hub/restores.ts";
import type { Choice } from "./choose-files.ts";
import type { FilePart } from "./file-part.ts";
import { afresh, isLong, partLongFile, wholeFile } from "./file-parts.ts";
import { claimants, planParts, type Claims, type PlannedFile } from "./plan-files.ts";
import { addNewList, isUnknown } from "./new-list.ts";
import { partReader } from "./read-part.ts";
import type { Scope } from "./scope.ts";
import { addFindings, countPlan, type Tally } from "./tally.ts";
import { lookAtFile, readTaskFile, readWhole, takeKept, type TaskFile } from "./task-file.ts";

/** Files that are read together: few enough, and small enough, to be held in memory. */
const filesPerBatch = 200;
const charactersPerBatch = 4_000_000;
/** How often a plan is made anew because others keep writing the same rows. */
const tries = 8;

/** Reads the chosen files and carries out what each needs, batch by batch. */
export async function reconcileFiles(scope: Scope, choice: Choice, tally: Tally): Promise<void> {
  if (await mayHaveMoved(scope, choice)) {
    const { followMoves } = await import("./follow-moves.ts");
    await followMoves(scope, choice, tally);
  }
  // A workstream can be claimed across batches: a file still to be read holds what it held the last time.
  const holders = new Map<string, string | null>();
  for (const path of choice.read) {
    const workstream = choice.known.get(path)?.workstream ?? null;
    if (workstream !== null && !holders.has(workstream))
      holders.set(workstream, choice.holderOf(workstream) ?? path);
  }
  const holderOf = (workstream: string) => {
    const holder = holders.get(workstream);
    return holder === undefined ? choice.holderOf(workstream) : holder;
  };
  for (let from = 0; from < choice.read.length;) {
    const batch: TaskFile[] = [];
    let characters = 0;
    const end = Math.min(from + filesPerBatch, choice.read.length);
    for (; from < end && characters < charactersPerBatch; from += 1) {
      const path = choice.read[from] ?? "";
      const file =
        takeKept(scope.kept, path) ??
        (await readFile(scope, path, { holders, known: choice.known }, tally));
      if (!file) continue;
      batch.push(file);
      characters += file.document.text.length;
    }
    await reconcileBatch(scope, batch, claimants(batch, holderOf), tally);
    for (const { path, document } of batch) {
      const { key } = document.workstream;
      const before = choice.known.get(path)?.workstream ?? null;
      if (before !== null && before !== key && holderOf(before) === path) holders.set(before, null);
      if (key !== null && holderOf(key) === null) holders.set(key, path);
    }
  }
}

/**
 * Whether tasks can have gone from one workstream to another: two files have changed, or one holds another workstream
 * than it did; and there are bases to compare with.
 */
async function mayHaveMoved(scope: Scope, { read, gone, known }: Choice): Promise<boolean> {
  if (known.size === 0) return false;
  if (read.length + gone.length > 1) return true;
  const [path = ""] = read;
  const before = known.get(path)?.workstream ?? null;
  if (before === null) return false;
  const reading = lookAtFile(scope, path, await partReader(scope, known.get(path)));
  return reading.kind === "file" && reading.file.document.workstream.key !== before;
}

/** Short files are planned together and share one hub transaction; a long one is taken part by part. */
async function reconcileBatch(
  scope: Scope,
  files: readonly TaskFile[],
  claims: Claims,
  tally: Tally,
): Promise<void> {
  const short = files.filter((file) => !isLong(file));
  await reconcileParts(scope, short.map(wholeFile), claims, tally);
  for (const file of files.filter(isLong)) await reconcileLong(scope, file, claims, tally);
}

async function reconcileLong(
  scope: Scope,
  file: TaskFile,
  claims: Claims,
  tally: Tally,
): Promise<void> {
  const { part } = file;
  const { key } = file.document.workstream;
  if (part?.kind === "outline") {
    const isFree = key !== null && (claims.get(key)?.length ?? 0) < 2;
    if (isFree && (await isUnknown(scope, key))) {
      const { outline } = part;
      if ((await addNewList(scope, file, { key, outline }, tally)) === "done") return;
    }
    return reconcileLong(scope, readWhole(file), claims, tally);
  }
  const parts = key === null ? [wholeFile(file)] : await partLongFile(scope, file, key);
  for (const one of parts) await reconcileParts(scope, [one], claims, tally);
}

async function reconcileParts(
  scope: Scope,
  parts: readonly FilePart[],
  claims: Claims,
  tally: Tally,
): Promise<void> {
  if (parts.length === 0) return;
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const planned = await planParts(scope, attempt === 1 ? parts : parts.map(afresh), claims);
    scope.at("planned");
    const bases = hubBases(planned);
    const applied = await writeHub(scope, planned, bases);
    if (applied?.kind === "stale") continue;
    tally.latest = await scope.hub.read((db) => requireNotPutBack(scope.hub, db, scope.restore));
    scope.at("hub-written");
    // Nobody else wrote in between: what stands now is known. Else the next run looks again.
    if (applied && applied.change.before === tally.change) tally.change = applied.change.after;
    keepHubPart(scope, planned, bases, tally);
    for (const one of planned) await finish(scope, one, tally);
    return;
  }
  throw new SyncError("offline", `others keep writing the same tasks in ${scope.hub.place}`, {
    hint: "the next sync tries again",
  });
}

async function readFile(
  scope: Scope,
  path: string,
  { holders, known }: { holders: Map<string, string | null>; known: Choice["known"] },
  tally: Tally,
): Promise<TaskFile | null> {
  const readPart = await partReader(scope, known.get(path));
  const reading = readTaskFile(scope.ctx.files, scope.checkout.path, path, readPart);
  if (reading.kind === "file") return reading.file;
  if (reading.kind === "missing") {
    tally.findings.push(fileGone(path));
    return null;
  }
  tally.leftAlone.add(path);
  addFindings(tally, reading.findings);
  // Its identity is none that a file can have: it is read again until it can be.
  const nothing = { path, hash: "", state: { identity: "unreadable", changedMs: 0 } };
  const workstream = known.get(path)?.workstream ?? null;
  keepFileAs(scope, nothing, { workstream, settled: 0 });
  if (workstream !== null) holders.set(workstream, path);
  return null;
}

async function finish(scope: Scope, planned: PlannedFile, tally: Tally): Promise<void> {
  addFindings(tally, planned.findings);
  if (planned.plan) countPlan(tally, planned.plan);
  if (!planned.isLast) return;
  // What is written now is provisional until a later commit holds it, so HEAD is asked before it is written.
  if (planned.work.edits.length > 0) tally.head ??= await headCommit(scope.git);
  if (writeFilePlan(scope, planned, tally) === "written")
    tally.toMarkdown += planned.work.edits.length;
  scope.at("bases-moved");
}
