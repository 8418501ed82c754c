import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../core/tasks/finding.ts";
import { fileGone } from "../../core/tasks/findings.ts";
import { openGit } from "../../git/git.ts";
import { leftOutFiles, listTaskFiles } from "../../git/task-files.ts";
import type { ListedWorkstream } from "../../hub/tasks.ts";
import type { CheckedFile } from "../../ledger/checked-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { checkClaims, checkLeft } from "./claims.ts";
import { readFiles } from "./read-files.ts";
import { recall } from "./recall.ts";
import { openCheckScope, type CheckScope } from "./scope.ts";

export type Survey = {
  /** How many task files there are, those that cannot be read among them. */
  files: number;
  findings: Finding[];
  /** The files that were read, now or by an earlier check. */
  checked: readonly CheckedFile[];
};

/** Everything that is to be found in a checkout's task files; a file that stands as it stood is not read again. */
export async function survey(ctx: Context, checkout: Checkout): Promise<Survey> {
  const { tasks } = await ctx.config(checkout.path);
  const git = openGit(checkout, ctx);
  const scope = await openCheckScope(ctx, checkout);
  const paths = await listTaskFiles(git, tasks.files);
  const recalled = await recall(scope, paths);
  const { checked, unreadable, present } = await readOthers(scope, paths, recalled);
  const workstreams = [...scope.workstreams.values()];
  const open = workstreams.filter((one) => one.open);
  const absent = [...new Set(open.map(({ file }) => file))].filter(
    (path) => !present.has(path) && !existsSync(join(checkout.path, path)),
  );
  const leftOut = absent.length > 0 ? await leftOutFiles(git, tasks.files) : new Set<string>();
  const findings = [
    ...unreadable,
    ...absent.filter((path) => !leftOut.has(path)).map(fileGone),
    ...checkClaims(checked),
    ...checkLeft(checked, open),
    ...foundIn(checked, scope.workstreams),
  ].sort(byPlace);
  return { files: present.size, findings, checked };
}

async function readOthers(
  scope: CheckScope,
  paths: readonly string[],
  recalled: ReadonlyMap<string, CheckedFile>,
) {
  const others = paths.filter((path) => !recalled.has(path));
  const { checked: found, unreadable } = await readFiles(scope, others);
  const read = new Map(found.map((file) => [file.path, file]));
  const present = new Set([
    ...recalled.keys(),
    ...read.keys(),
    ...unreadable.map(({ path }) => path),
  ]);
  // In git's order, whichever was read now: of two files that claim the same, each names the others in it.
  const checked = paths.flatMap((path) => recalled.get(path) ?? read.get(path) ?? []);
  return { checked, unreadable: unreadable.flatMap(({ findings }) => findings), present };
}

/** Of several files with one workplan id only the hub's own is compared. */
function foundIn(
  checked: readonly CheckedFile[],
  workstreams: ReadonlyMap<string, ListedWorkstream>,
): Finding[] {
  const claims = new Map<string | null, number>();
  for (const { workstream } of checked) claims.set(workstream, (claims.get(workstream) ?? 0) + 1);
  return checked.flatMap(({ path, workstream, own, compared }) => {
    const isCopy = claims.get(workstream) !== 1 && workstreams.get(workstream ?? "")?.file !== path;
    return isCopy ? own : [...own, ...compared];
  });
}

/** By file and line. */
export const byPlace = (a: Finding, b: Finding) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0);
