import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { RunRecord, Trigger } from "../../core/outcome.ts";
import { toSyncError } from "../../core/errors.ts";
import type { Request } from "../../core/requests/request-lines.ts";
import { writeLastRun } from "../../git/last-run.ts";
import { transientFiles } from "../../git/transient-files.ts";
import { linkedWorktree } from "../../git/linked-worktree.ts";
import {
  findByGitDir,
  listByCommonDir,
  updateCheckout,
  type Checkout,
} from "../../ledger/checkouts.ts";
import { requireOwn } from "../../system/ownership.ts";
import { plainEnvironment } from "../../system/plain-environment.ts";
import { findHookInstall } from "../../ledger/hook-installs.ts";
import type { Context } from "../context.ts";
import { openContext } from "../open-context.ts";
import { recordFailedStart } from "./record-failed-start.ts";
import { serve, sync } from "./sync.ts";
import { failedEnd } from "./timed-step.ts";

/**
 * What a hook's runner starts in the background, with the git directory and git's process id: syncs the
 * checkout if it is registered. Never throws and never prints; whatever goes wrong is told by
 * last-run.json and the log.
 */
export async function wake(trigger: Trigger, args: readonly string[]): Promise<void> {
  const [gitDirArgument, gitPidArgument] = args;
  if (process.env["SYNC_HOOKS"] === "0" || gitDirArgument === undefined) return;
  const ctx = openContext({ env: plainEnvironment(), cwd: process.cwd(), configFile: null });
  const startedAt = ctx.clock.now();
  const gitDir = resolve(gitDirArgument);
  try {
    await syncGitDir(ctx, realpathSync(gitDir), { trigger, gitPid: processId(gitPidArgument) });
  } catch (thrown) {
    await tellFailure(ctx, gitDir, { trigger, startedAt }, thrown);
  } finally {
    await ctx.close();
  }
}

async function syncGitDir(ctx: Context, gitDir: string, request: Request): Promise<void> {
  const checkout = await findCheckout(ctx, gitDir);
  if (!checkout) return warnOfStranger(ctx, gitDir);
  // An uninstalled checkout still fires the block that it shares with its repository's other working trees.
  if (findHookInstall(ctx.ledger(), checkout.id)?.via === "none") return;
  // The hook's block adds its request itself where the folder stands; before that, the request is ours to make.
  const requested = existsSync(transientFiles(gitDir).folder);
  const startedAt = ctx.clock.now();
  let record: RunRecord;
  try {
    record = await (requested ? serve(ctx, checkout, request) : sync(ctx, checkout, request));
  } catch (thrown) {
    const run = { trigger: request.trigger, startedAt };
    record = recordFailedStart(ctx, checkout, run, thrown);
    await leaveLastRun(gitDir, record, thrown);
  }
  const { notify } = await import("../notify/notify.ts");
  await notify(ctx, [{ checkout, record }]);
}

async function findCheckout(ctx: Context, gitDir: string): Promise<Checkout | null> {
  if (!existsSync(ctx.directories.ledgerFile)) return null;
  return (
    registered(ctx, gitDir) ?? (await moved(ctx, gitDir)) ?? (await registerWorktree(ctx, gitDir))
  );
}

/**
 * A hook of ours in a repository that was synced before, and that nobody knows now: the ledger was lost, or
 * this is a copy. Its commits stay here, which must not be found out by chance.
 */
function warnOfStranger(ctx: Context, gitDir: string): void {
  if (!existsSync(transientFiles(gitDir).folder)) return;
  const path = dirname(gitDir);
  const text = `${path} is not registered: its commits are not pushed (sync-hooks install '${path}')`;
  ctx.log.write("WARN", basename(path), text);
}

function registered(ctx: Context, gitDir: string): Checkout | null {
  const checkout = findByGitDir(ctx.ledger(), gitDir);
  return checkout && existsSync(checkout.path) ? checkout : null;
}

async function moved(ctx: Context, gitDir: string): Promise<Checkout | null> {
  const { followMove } = await import("../registry/follow-move.ts");
  const checkout = await followMove(ctx, gitDir);
  if (checkout) ctx.log.write("INFO", checkout.slug, `moved to ${checkout.path}`);
  return checkout;
}

/** A linked worktree of a registered repository shares its hooks, so its first commit registers it. */
async function registerWorktree(ctx: Context, gitDir: string): Promise<Checkout | null> {
  const worktree = linkedWorktree(gitDir);
  if (!worktree || listByCommonDir(ctx.ledger(), worktree.commonDir).length === 0) return null;
  const { register } = await import("../registry/register.ts");
  const checkout = await register(ctx, worktree.path, { slug: null });
  updateCheckout(ctx.ledger(), checkout.id, { hooksState: "installed" });
  ctx.log.write("INFO", checkout.slug, `registered the worktree ${checkout.path}`);
  return checkout;
}

/** For what fails before the checkout is known: nothing but the log and its own last-run.json can tell. */
async function tellFailure(
  ctx: Context,
  gitDir: string,
  run: { trigger: Trigger; startedAt: Date },
  thrown: unknown,
): Promise<void> {
  const { outcome, detail } = failedEnd(thrown);
  ctx.log.write("ERROR", basename(dirname(gitDir)), `${run.trigger}: ${detail ?? outcome}`);
  const durationMs = ctx.clock.now().getTime() - run.startedAt.getTime();
  const reason = toSyncError(thrown).code;
  const startedAt = run.startedAt.toISOString();
  const record = { trigger: run.trigger, outcome, reason, startedAt, durationMs, steps: [] };
  await leaveLastRun(gitDir, record, thrown);
}

async function leaveLastRun(gitDir: string, record: RunRecord, thrown: unknown): Promise<void> {
  const files = transientFiles(gitDir);
  if (!existsSync(files.folder)) return;
  try {
    requireOwn(gitDir);
    await writeLastRun(files, record, failedEnd(thrown).detail);
  } catch {
    // The log has it; a git directory that is not ours to write is often the very failure to tell.
  }
}

function processId(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : null;
}
