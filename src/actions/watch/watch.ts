import { SyncError } from "../../core/errors.ts";
import { openStarter } from "../../system/starter.ts";
import type { Context } from "../context.ts";
import { lockMachine } from "../machine-lock.ts";
import { untilConfigChanges } from "./until-config-changes.ts";
import { noteEvent } from "./note-event.ts";
import type { WatchEvent } from "./watch-event.ts";
import { watchRound } from "./watch-round.ts";
import { clearWatcherState, watcherState, writeWatcherState } from "./watcher-state.ts";

export type WatchOptions = {
  /** Milliseconds between two questions to a remote; null for what the config says. */
  intervalMs: number | null;
  /** Milliseconds of quiet before what has happened in a checkout is synced; null for what the config says. */
  debounceMs: number | null;
  /** `plan`: tell what would be done, and do nothing. */
  mode: "apply" | "plan";
  tell: (event: WatchEvent) => void;
};

const lockWaitMs = 500;

/**
 * Syncs each registered checkout when its branches or task files change, when the hub's tasks change, and when its
 * remote has news, until `stopped`; what is under way then is finished. One watcher a machine: throws `locked`,
 * with its process id, where one runs.
 */
export async function watch(
  ctx: Context,
  options: WatchOptions,
  stopped: AbortSignal,
): Promise<void> {
  const lock = await lockMachine(ctx, "watch", lockWaitMs);
  if (lock === null) throw running(ctx);
  const starter = openStarter(ctx.env);
  const tell = (event: WatchEvent) => {
    noteEvent(ctx, event);
    options.tell(event);
  };
  try {
    writeWatcherState(ctx, ctx.clock.now().toISOString());
    await watchRounds({ ...ctx, run: starter.run }, { ...options, tell }, stopped);
  } finally {
    starter.close();
    clearWatcherState(ctx);
    lock.release();
  }
}

/** A changed config may mean another hub, other files, another schedule: each begins a round of its own. */
async function watchRounds(
  ctx: Context,
  options: WatchOptions,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    const round = new AbortController();
    const end = () => round.abort();
    const changed = untilConfigChanges(ctx, options.tell, round.signal).then(end);
    stopped.addEventListener("abort", end);
    try {
      await watchRound(ctx, options, round.signal);
    } finally {
      end();
      stopped.removeEventListener("abort", end);
      await changed;
    }
    if (stopped.aborted) return;
    await ctx.leaveHub();
    options.tell({ kind: "reconfigured" });
  }
}

function running(ctx: Context): SyncError {
  const { pid } = watcherState(ctx);
  const as = pid === null ? "" : `, as process ${pid}`;
  return new SyncError("locked", `a watcher runs on this machine already${as}`, {
    hint: "leave it at its work, or end it first: sync-hooks service stop, or kill that process",
  });
}
