import { existsSync } from "node:fs";
import { join } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { fileGone } from "../../core/tasks/findings.ts";
import { findingCodes, type Finding } from "../../core/tasks/finding.ts";
import { openGit } from "../../git/git.ts";
import { leftOutFiles, listTaskFiles } from "../../git/task-files.ts";
import { openWorkstreams, taskIds } from "../../hub/tasks.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { checkClaims, checkLeft } from "./claims.ts";
import { compareFiles } from "./compare-files.ts";
import { mendFiles } from "./mend-files.ts";
import type { Context } from "../context.ts";
import { readTaskFile, type TaskFile } from "../reconcile/task-file.ts";
import { withLock } from "../sync/with-lock.ts";

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
  if (options.mode === "report") return { ...(await lookAt(ctx, checkout)).report, mended: [] };
  return withLock(ctx, checkout, () => mend(ctx, checkout, options.ids));
}

async function mend(
  ctx: Context,
  checkout: Checkout,
  ids: CheckOptions["ids"],
): Promise<CheckReport> {
  const before = await lookAt(ctx, checkout);
  const paths = await mendFiles(ctx, checkout, before.files, ids);
  if (paths.length === 0) return { ...before.report, mended: [] };
  const { report } = await lookAt(ctx, checkout);
  const left = new Set(report.findings.map(identity));
  const mended = before.report.findings.filter((finding) => !left.has(identity(finding)));
  return { ...report, mended: mended.filter(({ file }) => paths.includes(file)) };
}

/** Whether something is held back until somebody mends it. */
export const hasProblem = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => findingCodes[code].severity === "problem");

// Lines move when ids are put in.
const identity = ({ code, file, message }: Finding) => JSON.stringify([code, file, message]);

async function lookAt(ctx: Context, checkout: Checkout) {
  const { tasks } = await ctx.config(checkout.path);
  const hub = await ctx.hub();
  const git = openGit(checkout, ctx);
  const paths = await listTaskFiles(git, tasks.files);
  const findings: Finding[] = [];
  const files: TaskFile[] = [];
  const present = new Set<string>();
  for (const path of paths) {
    const reading = readTaskFile(ctx.files, checkout.path, path);
    if (reading.kind === "missing") continue;
    present.add(path);
    if (reading.kind === "file") files.push(reading.file);
    else findings.push(...reading.findings);
  }
  const open = await hub.read((db) => openWorkstreams(db, checkout.repoId));
  const absent = [...new Set(open.map(({ file }) => file))].filter(
    (path) => !present.has(path) && !existsSync(join(checkout.path, path)),
  );
  const leftOut = absent.length > 0 ? await leftOutFiles(git, tasks.files) : new Set<string>();
  findings.push(...absent.filter((path) => !leftOut.has(path)).map(fileGone));
  const ids = await hub.read((db) => taskIds(db, checkout.repoId));
  const compared = await compareFiles(ctx, checkout, files, ids);
  const taskCount = files.reduce((sum, { document }) => sum + document.tasks.length, 0);
  const report = {
    slug: checkout.slug,
    path: checkout.path,
    files: present.size,
    tasks: taskCount,
    findings: [...findings, ...checkClaims(files), ...checkLeft(files, open), ...compared].sort(
      byPlace,
    ),
  };
  return { report, files };
}

const byPlace = (a: Finding, b: Finding) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0);
