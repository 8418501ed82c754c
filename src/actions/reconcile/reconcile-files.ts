import { SyncError } from "../../core/errors.ts";
import { fileGone } from "../../core/tasks/findings.ts";
import { keepFileAs, keepHubPart, writeFilePlan, writeHub } from "./apply-plan.ts";
import type { Choice } from "./choose-files.ts";
import { planFiles, type PlannedFile } from "./plan-files.ts";
import type { Scope } from "./scope.ts";
import { countPlan, type Tally } from "./tally.ts";
import { readTaskFile, type TaskFile } from "./task-file.ts";

/** Files that are planned together and share one hub transaction: few enough to be held in memory. */
const filesPerBatch = 200;
/** How often a batch is planned anew because others keep writing the same rows. */
const tries = 8;

/** Reads the chosen files and carries out what each needs, batch by batch. */
export async function reconcileFiles(scope: Scope, choice: Choice, tally: Tally): Promise<void> {
  // A workstream can be claimed across batches; every claim read so far counts as held.
  const holders = new Map(choice.holders);
  const { known } = choice;
  for (let from = 0; from < choice.read.length; from += filesPerBatch) {
    const files = await reconcileBatch(
      scope,
      choice.read.slice(from, from + filesPerBatch),
      { holders, known },
      tally,
    );
    for (const { path, document } of files)
      if (document.workstream.key !== null) holders.set(document.workstream.key, path);
  }
}

async function reconcileBatch(
  scope: Scope,
  paths: readonly string[],
  choice: { holders: Map<string, string>; known: Choice["known"] },
  tally: Tally,
): Promise<TaskFile[]> {
  const files = readFiles(scope, paths, choice, tally);
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const planned = await planFiles(scope, files, choice.holders);
    scope.at("planned");
    const applied = await writeHub(scope, planned);
    if (applied?.kind === "stale") continue;
    scope.at("hub-written");
    // Nobody else wrote in between: what stands now is known. Else the next run looks again.
    if (applied && applied.change.before === tally.change) tally.change = applied.change.after;
    keepHubPart(scope, planned);
    for (const one of planned) finish(scope, one, tally);
    return files;
  }
  throw new SyncError("offline", `others keep writing the same tasks in ${scope.hub.place}`, {
    hint: "the next sync tries again",
  });
}

function readFiles(
  scope: Scope,
  paths: readonly string[],
  { holders, known }: { holders: Map<string, string>; known: Choice["known"] },
  tally: Tally,
): TaskFile[] {
  const files: TaskFile[] = [];
  for (const path of paths) {
    const reading = readTaskFile(scope.ctx.files, scope.checkout.path, path);
    if (reading.kind === "file") files.push(reading.file);
    else if (reading.kind === "missing") tally.findings.push(fileGone(path));
    else {
      tally.leftAlone.add(path);
      tally.findings.push(...reading.findings);
      // Its identity is none that a file can have: it is read again until it can be.
      const nothing = { path, hash: "", state: { identity: "unreadable", changedMs: 0 } };
      const workstream = known.get(path)?.workstream ?? null;
      keepFileAs(scope, nothing, { workstream, settled: 0 });
      if (workstream !== null) holders.set(workstream, path);
    }
  }
  return files;
}

function finish(scope: Scope, planned: PlannedFile, tally: Tally): void {
  tally.findings.push(...planned.findings);
  if (planned.plan) countPlan(tally, planned.plan);
  const end = writeFilePlan(scope, planned);
  if (end === "written")
    tally.toMarkdown += (planned.plan?.edits.length ?? 0) + planned.injection.edits.length;
  scope.at("bases-moved");
}
