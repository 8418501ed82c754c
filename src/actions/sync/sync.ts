import { combineRequests, type Request } from "../../core/requests/request-lines.ts";
import {
  followProtocol,
  type Step,
  type StepEffects,
} from "../../core/requests/request-protocol.ts";
import type { RunRecord, Trigger } from "../../core/outcome.ts";
import * as requestFile from "../../git/request-file.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { removeLeftDrafts } from "../../system/drafts.ts";
import { tryLock, type Lock } from "../../system/lock.ts";
import type { Context } from "../context.ts";
import { runOnce } from "./run-once.ts";

/**
 * The one way to sync a checkout: asks for a sync, and does the work unless another worker has it in hand;
 * that worker will see the request, and the answer is `queued`. Gives the last run's record.
 * Throws `locked` or `store` where the git directory is not the user's to write, and `not-a-repo` where it
 * is gone.
 */
export function sync(
  ctx: Context,
  checkout: Checkout,
  options: { trigger: Trigger; gitPid?: number | null },
): Promise<RunRecord> {
  const request = { trigger: options.trigger, gitPid: options.gitPid ?? null };
  return work(ctx, checkout, request, "request");
}

/**
 * `sync` for a caller whose request stands in the request file already, as a hook's does: where another
 * worker has served it meanwhile, there is nothing to do.
 */
export function serve(ctx: Context, checkout: Checkout, request: Request): Promise<RunRecord> {
  return work(ctx, checkout, request, "lock");
}

/** What one worker has in its hands. */
type Hands = { lock: Lock | null; record: RunRecord | null };

async function work(
  ctx: Context,
  checkout: Checkout,
  request: Request,
  first: Step,
): Promise<RunRecord> {
  const hands: Hands = { lock: null, record: null };
  try {
    await followProtocol(first, effects(ctx, checkout, request, hands));
    return hands.record ?? leftToAnother(ctx, request.trigger);
  } finally {
    hands.lock?.release();
  }
}

function effects(ctx: Context, checkout: Checkout, request: Request, hands: Hands): StepEffects {
  const files = transientFiles(checkout.gitDir);
  return {
    request() {
      requestFile.makeRequest(files, request);
      return "made";
    },
    lock() {
      hands.lock = tryLock(files.lock);
      return hands.lock ? "free" : "held";
    },
    take() {
      removeLeftDrafts(files.folder);
      return requestFile.takeRequest(files) ? "taken" : "absent";
    },
    recover: () => (requestFile.isLeftRunning(files) ? "left" : "absent"),
    async run() {
      await ctx.turn.again();
      const asked = combineRequests(requestFile.readRunning(files), request);
      hands.record = await runOnce(ctx, checkout, asked);
      return hands.record.outcome === "deferred" ? "open" : "final";
    },
    clear() {
      requestFile.clearRunning(files);
      return "cleared";
    },
    unlock() {
      hands.lock?.release();
      return "unlocked";
    },
    look: () => (requestFile.isRequested(files) ? "requested" : "absent"),
  };
}

function leftToAnother(ctx: Context, trigger: Trigger): RunRecord {
  const startedAt = ctx.clock.now().toISOString();
  return { trigger, outcome: "queued", reason: null, startedAt, durationMs: 0, steps: [] };
}
