import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { gitProcessesIn } from "../../git/processes.ts";
import { transientFiles } from "../../git/transient-files.ts";
import { tryLock } from "../../system/lock.ts";
import type { Context } from "../context.ts";
import { sync } from "../sync.ts";
import { ok, warn, type Finding, type Subject } from "./check.ts";

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
  const lock = tryLock(files.lock);
  if (lock === null) return ok("a worker has it in hand");
  lock.release();
  const what = runningMs === null ? "a request that nobody took" : "a run that was never ended";
  return warn(`${what} is left`, `sync-hooks sync ${name}`, async () => {
    const { outcome } = await sync(ctx, checkout, { trigger: "manual" });
    return `synced ${name}: ${outcome}`;
  });
}

/** A private worktree of an integration whose worker was killed; the next run clears it. */
export function checkPrivateWorktree(_ctx: Context, { checkout, name }: Subject): Finding {
  const files = transientFiles(checkout.gitDir);
  const left = foldersIn(files.folder);
  if (left.length === 0) return ok("none");
  const lock = tryLock(files.lock);
  if (lock === null) return ok("a worker has it in hand");
  lock.release();
  return warn(`a killed integration left ${left.join(", ")}`, `sync-hooks sync ${name}`);
}

const ageOf = (ctx: Context, file: string) => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? ctx.clock.now().getTime() - stat.mtimeMs : null;
};

function foldersIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}
