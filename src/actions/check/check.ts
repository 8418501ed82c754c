import { SyncError } from "../../core/errors.ts";
import { findingCodes, type Finding, type FindingCode } from "../../core/tasks/finding.ts";
import { withoutHubId } from "../../core/tasks/findings.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { withLock } from "../sync/with-lock.ts";
import { mendFiles } from "./mend-files.ts";
import { byPlace, survey, type Survey } from "./survey.ts";

export type CheckReport = {
  slug: string;
  path: string;
  files: number;
  tasks: number;
  /** What stands now, by file and line. */
  findings: Finding[];
  /** What `--fix` has mended. */
  mended: Finding[];
};

export type CheckOptions = {
  /** `fix` writes what is safe: missing workplan ids and hub ids. */
  mode: "report" | "fix";
  /** `give` also gives a block id to every checkbox task that has none; only with `fix`. */
  ids: "keep" | "give";
};

/**
 * Compares every task file of a checkout with the hub, and says what differs and how to mend it. Throws
 * `offline` or `store` where the hub cannot be asked, `usage` where ids are wished without `fix`, `locked` where
 * a sync keeps the files to itself.
 */
export async function check(
  ctx: Context,
  checkout: Checkout,
  options: CheckOptions,
): Promise<CheckReport> {
  if (options.ids === "give" && options.mode === "report")
    throw new SyncError("usage", "--ids writes into files, and only --fix may do that", {
      hint: "run: sync-hooks check --fix --ids",
    });
  if (options.mode === "report")
    return { ...reportOf(checkout, await survey(ctx, checkout)), mended: [] };
  return withLock(ctx, checkout, () => mend(ctx, checkout, options.ids));
}

async function mend(
  ctx: Context,
  checkout: Checkout,
  ids: CheckOptions["ids"],
): Promise<CheckReport> {
  const before = await survey(ctx, checkout);
  const mends = await mendFiles(ctx, checkout, before.checked, ids);
  if (mends.size === 0) return { ...reportOf(checkout, before), mended: [] };
  const after = await survey(ctx, checkout);
  const left = new Set(after.findings.map(identity));
  const mended = before.findings.filter(
    (finding) =>
      mendable.has(finding.code) && mends.has(finding.file) && !left.has(identity(finding)),
  );
  // Of a file's tasks without hub id some may have to stay so.
  const given = [...mends].flatMap(([path, tasks]) => withoutHubId(path, tasks));
  return { ...reportOf(checkout, after), mended: [...mended, ...given].sort(byPlace) };
}

const reportOf = ({ slug, path }: Checkout, { files, findings, checked }: Survey) => ({
  slug,
  path,
  files,
  tasks: checked.reduce((sum, { tasks }) => sum + tasks, 0),
  findings,
});

/** Whether something is held back until somebody mends it. */
export const hasProblem = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => findingCodes[code].severity === "problem");

/** What `--fix` mends as a whole; other findings can only come to stand on other lines. */
const mendable: ReadonlySet<FindingCode> = new Set(["C-01", "C-06", "C-17"]);

// Lines move when ids are put in.
const identity = ({ code, file, message }: Finding) => JSON.stringify([code, file, message]);
