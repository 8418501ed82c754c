import { SyncError, toSyncError } from "../../core/errors.ts";
import {
  emptyAgenda,
  follow,
  nextDue,
  notice,
  takeDue,
  type Agenda,
} from "../../core/watch/agenda.ts";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import { ledgerPulse } from "../../ledger/pulse.ts";
import { openStarter } from "../../system/starter.ts";
import { watchFolders } from "../../system/folder-watch.ts";
import type { Context } from "../context.ts";
import { lockMachine } from "../machine-lock.ts";
import type { SweepReport } from "../sweep/sweep.ts";
import { hubChanges } from "./hub-changes.ts";
import { scheduleSweeps } from "./schedule-sweeps.ts";
import { watchedFolders, type WatchedFolders } from "./watched-folders.ts";
import { clearWatcherState, watcherState, writeWatcherState } from "./watcher-state.ts";
import { openWork, type Worked } from "./work.ts";

/** What a watcher tells while it works. */
export type WatchEvent =
  | { kind: "started"; checkouts: number; sweepsAt: string | null }
  | { kind: "polling"; why: string }
  | { kind: "worked"; checkout: Checkout; worked: Worked }
  | { kind: "swept"; report: SweepReport }
  | { kind: "trouble"; slug: string; error: SyncError };

export type WatchOptions = {
  /** Milliseconds between two questions to a remote. */
  intervalMs: number;
  /** Milliseconds of quiet before what has happened in a checkout is synced. */
  debounceMs: number;
  /** `plan`: tell what would be done, and do nothing. */
  mode: "apply" | "plan";
  tell: (event: WatchEvent) => void;
};

const hubLookMs = 500;
/** A hub's change is whole when its transaction is: there is little to wait for. */
const hubQuietMs = 50;
const registryLookMs = 2000;
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
  try {
    writeWatcherState(ctx, ctx.clock.now().toISOString());
    await watchUntil({ ...ctx, run: starter.run }, options, stopped);
  } finally {
    starter.close();
    clearWatcherState(ctx);
    lock.release();
  }
}

function running(ctx: Context): SyncError {
  const { pid } = watcherState(ctx);
  const as = pid === null ? "" : `, as process ${pid}`;
  return new SyncError("locked", `a watcher runs on this machine already${as}`, {
    hint: "leave it at its work, or end it first: sync-hooks service stop, or kill that process",
  });
}

async function watchUntil(
  ctx: Context,
  options: WatchOptions,
  stopped: AbortSignal,
): Promise<void> {
  const { intervalMs, debounceMs } = options;
  const tell = (event: WatchEvent) => {
    note(ctx, event);
    options.tell(event);
  };
  const work = await openWork(ctx, options.mode, (checkout, worked) => {
    if (worked.kind === "failed") troubled.add(checkout.id);
    tell({ kind: "worked", checkout, worked });
  });
  const checkouts = new Map<number, Checkout>();
  const watched = new Map<number, WatchedFolders>();
  const troubled = new Set<number>();
  const now = () => performance.now();
  let agenda: Agenda = emptyAgenda;
  let timer: NodeJS.Timeout | null = null;
  let saidPolling = false;

  const folders = watchFolders((folder, name) => {
    for (const [id, { folders: own, meaningOf }] of watched) {
      if (!own.includes(folder)) continue;
      const meaning = meaningOf(folder, name);
      if (meaning === "nothing") continue;
      if (meaning === "new-folder") void refollow(id);
      agenda = notice(agenda, id, now(), debounceMs);
    }
    arm();
  });

  function arm(): void {
    if (timer) clearTimeout(timer);
    const due = nextDue(agenda);
    timer = due === null || stopped.aborted ? null : setTimeout(act, Math.max(0, due - now()));
  }

  function act(): void {
    const due = takeDue(agenda, now(), intervalMs);
    agenda = due.agenda;
    for (const id of due.happened) start(id, "happened");
    for (const id of due.poll) start(id, "poll");
    arm();
  }

  function start(id: number, why: "happened" | "poll"): void {
    const checkout = checkouts.get(id);
    if (!checkout) return;
    // A run may have made folders of task files, or a branch's; and a checkout that was away may be back.
    void work.start(checkout, why).then(() => (isIdle(id, why) ? undefined : refollow(id)));
  }

  /** Polled, and nothing came of it: it is watched as it was. */
  function isIdle(id: number, why: "happened" | "poll"): boolean {
    return why === "poll" && watched.has(id) && !troubled.has(id);
  }

  async function refollow(id: number): Promise<void> {
    const checkout = checkouts.get(id);
    if (!checkout || stopped.aborted) return;
    troubled.delete(id);
    await look(checkout);
    applyFolders();
  }

  async function look(checkout: Checkout): Promise<void> {
    try {
      watched.set(checkout.id, await watchedFolders(ctx, checkout));
    } catch (thrown) {
      watched.delete(checkout.id);
      tell({ kind: "trouble", slug: checkout.slug, error: toSyncError(thrown) });
    }
  }

  function applyFolders(): void {
    if (stopped.aborted) return;
    folders.set([...watched.values()].flatMap((one) => one.folders));
    const why = folders.polling();
    if (why !== null && !saidPolling) tell({ kind: "polling", why });
    saidPolling ||= why !== null;
  }

  let registryPulse = "";
  async function followRegistry(): Promise<void> {
    const pulse = ledgerPulse(ctx.ledger());
    if (pulse === registryPulse) return;
    registryPulse = pulse;
    const registered = listCheckouts(ctx.ledger());
    const added = registered.filter(({ id, path }) => checkouts.get(id)?.path !== path);
    const isSame = added.length === 0 && registered.length === checkouts.size;
    checkouts.clear();
    for (const checkout of registered) checkouts.set(checkout.id, checkout);
    if (isSame) return;
    for (const id of watched.keys()) if (!checkouts.has(id)) watched.delete(id);
    for (const checkout of added) await look(checkout);
    applyFolders();
    agenda = follow(agenda, [...checkouts.keys()], now(), intervalMs);
    // What has happened in them before they were watched.
    for (const { id } of added) agenda = notice(agenda, id, now(), debounceMs);
    arm();
  }

  const changes = hubChanges(ctx);
  let hubTrouble: string | null = null;
  async function lookAtHub(): Promise<void> {
    try {
      const repoIds = await changes();
      hubTrouble = null;
      for (const { id, repoId } of checkouts.values())
        if (repoIds.includes(repoId)) agenda = notice(agenda, id, now(), hubQuietMs);
      if (repoIds.length > 0) arm();
    } catch (thrown) {
      const error = toSyncError(thrown);
      // Told once; the hub is asked again all the same.
      if (hubTrouble !== error.message) tell({ kind: "trouble", slug: "hub", error });
      hubTrouble = error.message;
      await ctx.retryHub();
    }
  }

  await followRegistry();
  const sweeps = await scheduleSweeps(ctx, options.mode, (report) =>
    tell({ kind: "swept", report }),
  );
  tell({ kind: "started", checkouts: checkouts.size, sweepsAt: sweeps.nextAt() });
  const loops = [
    repeat(hubLookMs, stopped, lookAtHub),
    repeat(registryLookMs, stopped, followRegistry),
  ];
  await Promise.all(loops);
  if (timer) clearTimeout(timer);
  folders.close();
  await sweeps.stop();
  await work.end();
}

/** What nobody may be there to read goes into the log, too; each run writes its own lines there. */
function note({ log }: Context, event: WatchEvent): void {
  if (event.kind === "trouble") log.write("WARN", event.slug, event.error.message);
  if (event.kind === "polling")
    log.write("WARN", "watch", `looks every 2 s instead of watching: ${event.why}`);
  if (event.kind !== "worked") return;
  const { checkout, worked } = event;
  if (worked.kind === "away" && worked.isFirst)
    log.write("WARN", checkout.slug, `its remote is away: ${worked.why}`);
  if (worked.kind === "failed") log.write("WARN", checkout.slug, worked.error.message);
}

/** Does it again and again, the next time so long after the last one has ended, until stopped. */
async function repeat(
  pauseMs: number,
  stopped: AbortSignal,
  doIt: () => Promise<void>,
): Promise<void> {
  while (!stopped.aborted) {
    await doIt();
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stopped.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, pauseMs);
      stopped.addEventListener("abort", end);
    });
  }
}
