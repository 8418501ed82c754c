import { setTimeout as sleep } from "node:timers/promises";
import { openGit, type Git } from "../../git/git.ts";
import { readJournal } from "../../git/integration/integration-journal.ts";
import { readOperation, type Operation } from "../../git/state/operation.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { identify, isRunning } from "../../system/process-identity.ts";
import { requireOwn } from "../../system/ownership.ts";
import type { Context } from "../context.ts";
import { requirePresent } from "../registry/require-present.ts";
import type { StepEnd } from "./timed-step.ts";

const longestWaitForGitMs = 60_000;
const longestWaitForIndexMs = 2_000;
const pauseMs = 10;

/**
 * Whether a run may start: null, or how it ends at once. Waits for the git process that asked for the run
 * (at most 60 s) while that git's operation is in progress, and for a passing index.lock (at most 2 s). What
 * a killed worker left half done is ended first.
 * Throws where the checkout is gone or belongs to somebody else.
 */
export async function gate(
  ctx: Context,
  checkout: Checkout,
  gitPid: number | null,
): Promise<StepEnd | null> {
  requirePresent(checkout);
  requireOwn(checkout.gitDir);
  if (isPaused(ctx, checkout)) return { outcome: "skipped", detail: "paused" };
  if ((await recovered(openGit(checkout, ctx))) === "busy")
    return { outcome: "deferred", detail: "integration" };
  const operation = await settledOperation(checkout.gitDir, gitPid);
  return operation === null ? null : { outcome: "deferred", detail: operation };
}

async function recovered(git: Git): Promise<"clean" | "busy"> {
  if (readJournal(git) === null) return "clean";
  const { recoverIntegration } = await import("../../git/integration/integrate.ts");
  return recoverIntegration(git, longestWaitForGitMs);
}

/** Whether the user wants the checkout left alone for now. */
export function isPaused(ctx: Context, { pausedUntil }: Checkout): boolean {
  return pausedUntil !== null && Date.parse(pausedUntil) > ctx.clock.now().getTime();
}

async function settledOperation(gitDir: string, gitPid: number | null): Promise<Operation | null> {
  if (readOperation(gitDir) === null) return null;
  const asker = gitPid === null ? null : identify(gitPid);
  if (asker !== null)
    await waitWhile(() => readOperation(gitDir) !== null && isRunning(asker), longestWaitForGitMs);
  await waitWhile(() => readOperation(gitDir) === "index.lock", longestWaitForIndexMs);
  return readOperation(gitDir);
}

async function waitWhile(holds: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (holds() && performance.now() < end) await sleep(pauseMs);
}
