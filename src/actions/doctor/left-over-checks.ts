import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { gitProcessesIn } from "../../git/processes.ts";
import { openGit } from "../../git/git.ts";
import {
  clearPrivateWorktrees,
  listPrivateWorktrees,
} from "../../git/integration/private-worktree.ts";
import { readOperation } from "../../git/state/operation.ts";
import { transientFiles } from "../../git/transient-files.ts";
import { tryLock } from "../../system/lock.ts";
import type { Context } from "../context.ts";
import { sync } from "../sync/sync.ts";
import { ok, warn, type Finding, type Fix, type Subject } from "./check.ts";

const minuteMs = 60_000;
const oldLockMs = 10 * minuteMs;
const oldRequestMs = 15 * minuteMs;

/** An index.lock that no git holds any more makes every commit fail, and every sync wait. */
export function checkIndexLock(ctx: Context, { checkout }: Subject): Finding {
  const file = join(checkout.gitDir, "index.lock");
  const ageMs = ageOf(ctx, file);
  if (ageMs === null) return ok("none");
  const mend = `if no git is at work there: rm '${file}'`;
  const minutes = `index.lock stands since ${Math.floor(ageMs / minuteMs)} min`;
  const atWork = gitProcessesIn(checkout.path);
  if (atWork === null) return warn(minutes, mend);
  if (atWork.length > 0) return ok(`a git is at work (process ${atWork.join(", ")})`);
  if (ageMs < oldLockMs) return warn(`${minutes}, and no git is at work there`, mend);
  return warn(`${minutes}, and no git is at work there`, mend, async () => {
    rmSync(file);
    return `removed ${file}`;
  });
}

/** A request that no worker has in hand: its worker died, or could not start. */
export function checkLeftRequest(ctx: Context, { checkout, name }: Subject): Finding {
  const files = transientFiles(checkout.gitDir);
  const runningMs = ageOf(ctx, files.running);
  const waitingMs = ageOf(ctx, files.request);
  if (runningMs === null && (waitingMs === null || waitingMs < oldRequestMs)) return ok("none");
  const operation = readOperation(checkout.gitDir);
  if (operation !== null) return ok(`it waits: ${operation}`);
  const lock = tryLock(files.lock);
  if (lock === null) return ok("a worker has it in hand");
  lock.release();
  const what = runningMs === null ? "a request that nobody took" : "a run that was never ended";
  return warn(`${what} is left`, `sync-hooks sync ${name}`, syncing(ctx, { checkout, name }));
}

/** The next run ends what a dead worker began. */
const syncing =
  (ctx: Context, { checkout, name }: Pick<Subject, "checkout" | "name">): Fix =>
  async () => {
    const { outcome } = await sync(ctx, checkout, { trigger: "manual" });
    return `ran a sync of ${name}: ${outcome}`;
  };

/** An integration whose worker was killed: the next run ends it, and clears its private worktree. */
export function checkPrivateWorktree(ctx: Context, { checkout, name }: Subject): Finding {
  const files = transientFiles(checkout.gitDir);
  const journal = existsSync(files.journal) ? [files.journal] : [];
  const left = [...journal, ...listPrivateWorktrees(checkout.gitDir)];
  if (left.length === 0) return ok("none");
  const lock = tryLock(files.lock);
  if (lock === null) return ok("a worker has it in hand");
  lock.release();
  const what = `a killed integration left ${left.join(", ")}`;
  return warn(what, `sync-hooks sync ${name}`, async () => {
    const said = await syncing(ctx, { checkout, name })();
    clearWithoutJournal(ctx, checkout);
    return said;
  });
}

/** A run clears what its journal tells of; without a journal nobody else would. */
function clearWithoutJournal(ctx: Context, checkout: Subject["checkout"]): void {
  const files = transientFiles(checkout.gitDir);
  const lock = tryLock(files.lock);
  if (lock === null) return;
  try {
    if (!existsSync(files.journal)) clearPrivateWorktrees(openGit(checkout, ctx));
  } finally {
    lock.release();
  }
}

const ageOf = (ctx: Context, file: string) => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? ctx.clock.now().getTime() - stat.mtimeMs : null;
};
