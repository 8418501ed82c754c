import { toSyncError } from "../../core/errors.ts";
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
import { watchFolders } from "../../system/folder-watch.ts";
import type { Context } from "../context.ts";
import { hubChanges } from "./hub-changes.ts";
import { repeat } from "./repeat.ts";
import { scheduleSweeps } from "./schedule-sweeps.ts";
import type { WatchOptions } from "./watch.ts";
import { watchedFolders, type WatchedFolders } from "./watched-folders.ts";
import { openWork, type Ended } from "./work.ts";

/** How often the hub is asked for changes: a file of this machine costs a query, a server's a way there and back. */
const hubLookMs = { file: 1000, server: 500 } as const;
/** A hub's change is whole when its transaction is: there is little to wait for. */
const hubQuietMs = 50;
const registryLookMs = 3000;

/** Watches with one and the same config, until `stopped`. */
export async function watchRound(
  ctx: Context,
  options: WatchOptions,
  stopped: AbortSignal,
): Promise<void> {
  const { tell } = options;
  const { watch: usual, hub } = await ctx.config(null);
  const lookMs = hub?.startsWith("postgres") ? hubLookMs.server : hubLookMs.file;
  const intervalMs = options.intervalMs ?? usual.interval;
  const debounceMs = options.debounceMs ?? usual.debounce;
  const work = await openWork(ctx, options.mode, (checkout, worked) =>
    tell({ kind: "worked", checkout, worked }),
  );
  const checkouts = new Map<number, Checkout>();
  const watched = new Map<number, WatchedFolders>();
  /** Whose folder each one is: worktrees of one repository share some. */
  let watchers = new Map<string, number[]>();
  /** What failed when it was last worked on. */
  const troubled = new Set<number>();
  const now = () => performance.now();
  let agenda: Agenda = emptyAgenda;
  let timer: NodeJS.Timeout | null = null;
  let saidPolling = false;

  const folders = watchFolders((folder, name) => {
    for (const id of watchers.get(folder) ?? []) {
      const meaning = watched.get(id)?.meaningOf(folder, name) ?? "nothing";
      if (meaning === "nothing") continue;
      if (meaning === "look-anew") void refollow(id);
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
    void work.start(checkout, why).then((ended) => followUp(id, why, ended));
  }

  async function followUp(id: number, why: "happened" | "poll", ended: Ended): Promise<void> {
    const wasOff = troubled.has(id) || !watched.has(id);
    if (ended === "failed") return void troubled.add(id);
    troubled.delete(id);
    if (why === "poll" && !wasOff) return;
    // A run may have made folders of task files, or a branch's; and a checkout that was away may be back.
    await refollow(id);
    if (!wasOff || !watched.has(id)) return;
    // What has happened in it before it was watched again.
    agenda = notice(agenda, id, now(), debounceMs);
    arm();
  }

  async function refollow(id: number): Promise<void> {
    const checkout = checkouts.get(id);
    if (!checkout || stopped.aborted) return;
    await look(checkout);
    applyFolders();
  }

  async function look(checkout: Checkout): Promise<void> {
    try {
      watched.set(checkout.id, await watchedFolders(ctx, checkout));
    } catch (thrown) {
      const error = toSyncError(thrown);
      // A config is mended where it lies, in a folder that is watched.
      if (error.code !== "config") watched.delete(checkout.id);
      tell({ kind: "trouble", slug: checkout.slug, error });
    }
  }

  function applyFolders(): void {
    if (stopped.aborted) return;
    watchers = watchersOf(watched);
    folders.set(watchers.keys());
    const polling = folders.polling();
    if (polling !== null && !saidPolling) tell({ kind: "polling", ...polling });
    saidPolling ||= polling !== null;
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
    repeat(lookMs, stopped, lookAtHub),
    repeat(registryLookMs, stopped, followRegistry),
  ];
  await Promise.all(loops);
  if (timer) clearTimeout(timer);
  folders.close();
  await sweeps.stop();
  await work.end();
}

function watchersOf(watched: ReadonlyMap<number, WatchedFolders>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [id, { folders }] of watched)
    for (const folder of folders) found.set(folder, [...(found.get(folder) ?? []), id]);
  return found;
}
