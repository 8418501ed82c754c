import type { Context } from "../../src/actions/context.ts";
import { putBack } from "../../src/actions/reconcile/put-back.ts";
import { reconcile } from "../../src/actions/reconcile/reconcile.ts";
import { openGit } from "../../src/git/git.ts";
import { dirtyPaths } from "../../src/git/state/dirty-paths.ts";
import { displayOf, pulledOver } from "./acts/accounts.ts";
import { perform } from "./acts/perform.ts";
import { watchWrites } from "./invariants/watch-writes.ts";
import { watchRemovals } from "./invariants/watch-removals.ts";
import { processFiles } from "./ports/process-files.ts";
import { processGit } from "./ports/process-git.ts";
import { processHub } from "./ports/process-hub.ts";
import { processLedger } from "./ports/process-ledger.ts";
import { makeProcess, type Process } from "./ports/process.ts";
import { freeTurn } from "../../src/actions/turns.ts";
import { kindOf } from "./documents.ts";
import type { SyncAct } from "./script.ts";
import { hubChanged } from "./hub-rows.ts";
import { lostValues, noteBoxes, noteSeen } from "./visible.ts";
import { shownBy, violate, type Desk, type World } from "./world.ts";

/** Starts a run of the engine, or goes on with the one that waits; comes back when it waits or has ended. */
export async function sync(world: World, act: SyncAct): Promise<void> {
  const desk = world.desks[act.checkout % world.desks.length];
  if (!desk) return;
  const removals = watchRemovals(world, desk);
  if (desk.running) {
    world.trace(`  desk ${desk.index} goes on with its sync`);
    desk.running.process.resume();
  } else {
    if (isBarred(world, desk)) return;
    world.trace(`  desk ${desk.index} syncs${act.pull ? ", with a pull" : ""}`);
    start(world, desk, act);
  }
  if (desk.running) await Promise.race([desk.running.process.parked(), desk.running.done]);
  for (const lost of lostValues(world, "anywhere")) violate(world, 11, `lost: ${lost}`);
  removals.check();
  noteSeen(world, desk);
}

/** Lets a waiting run end. */
export async function finish(world: World, desk: Desk): Promise<void> {
  while (desk.running) await sync(world, plainSync(desk.index));
}

export const plainSync = (checkout: number): SyncAct => ({
  do: "sync",
  checkout,
  pull: false,
  listing: "fresh",
  fault: null,
  meanwhile: [],
  pause: null,
});

function start(world: World, desk: Desk, act: SyncAct): void {
  const process = makeProcess(act, {
    perform: (other) => perform(world, other),
    trace: world.trace,
    isHubDown: () => world.hub.isDown,
  });
  const done = runEngine(world, desk, act, process).finally(() => {
    desk.running = null;
  });
  desk.running = { process, done };
}

async function runEngine(world: World, desk: Desk, act: SyncAct, process: Process): Promise<void> {
  const ctx = contextOf(world, desk, process);
  const wasOld = world.hub.isOld;
  try {
    if (act.pull) await pullFirst(ctx, world, desk);
  } catch (error) {
    if (process.died() === null && !process.isFaulted()) throw error;
  }
  if (process.died() !== null) return;
  const { checkout, clone } = desk;
  const at = { branch: clone.branch(), head: clone.head(), listing: act.listing };
  const record = await reconcile(ctx, checkout, world.config, at);
  world.trace(`    → ${record.outcome} ${record.detail ?? ""}`);
  const bad = record.outcome === "failed" || record.outcome === "offline";
  if (bad && !process.isFaulted() && !wasOld && !world.hub.isOld)
    violate(world, 14, `a sync without a fault ended ${record.outcome}: ${record.detail}`);
  if (wasOld && !bad && record.outcome !== "skipped")
    violate(world, 11, `a hub older than the last sync was reconciled: ${record.outcome}`);
}

/** Brings in the remote's commits as the pull step does: with the files put back that only sync-hooks changed. */
async function pullFirst(ctx: Context, world: World, desk: Desk): Promise<void> {
  if (desk.broken.size > 0 || desk.clone.branch() !== "main") return;
  const dirty = await dirtyPaths(openGit(desk.checkout, ctx));
  if (dirty.length > 0) await putBack(ctx, desk.checkout, dirty);
  const before = displayOf(desk);
  if (desk.clone.pull(null)) pulledOver(world, desk, before);
}

/** While the hub is an old one, only who has seen a newer one can know it; the others would make it new. */
function isBarred(world: World, desk: Desk): boolean {
  if (!world.hub.isOld || desk.clone.branch() !== "main") return false;
  const { db } = world.stores.ledgers[desk.machine] ?? {};
  const seen = db
    ?.prepare("SELECT change FROM hub_seen WHERE checkout_id = ? AND branch = 'main'")
    .all(desk.checkout.id)[0] as { change: number } | undefined;
  const now = world.stores.client
    .prepare("SELECT value FROM meta WHERE key = 'change'")
    .all()[0] as {
    value: string;
  };
  return (seen?.change ?? 0) <= Number(now.value);
}

/** What a run has read of its files by now. */
function noteBoxesRead(world: World, desk: Desk, read: ReadonlyMap<string, Buffer>): void {
  for (const file of desk.files) {
    const bytes = read.get(`${desk.clone.path}/${file}`);
    if (!bytes) continue;
    world.reference.settle(desk.index, kindOf(file));
    noteBoxes(world, desk, file, shownBy(file, bytes));
  }
}

/** The Context that one process gets: the world behind it is the same for all, the way there its own. */
function contextOf(world: World, desk: Desk, process: Process): Context {
  const { ground, stores, config } = world;
  const ledger = stores.ledgers[desk.machine];
  const hub = stores.hubs[desk.index];
  if (!ledger || !hub) throw new RangeError(`there is no machine ${desk.machine} or no hub`);
  const refuse = () => {
    throw new Error("a reconcile asked for a part of the Context that the simulator does not have");
  };
  const ownLedger = processLedger(process, ledger);
  const watch = watchWrites(world);
  const ownHub = processHub(process, hub, {
    answered: () => noteBoxesRead(world, desk, watch.known),
    committed: () => hubChanged(world),
  });
  return {
    env: {},
    cwd: desk.clone.path,
    directories: {
      config: "",
      data: "",
      state: "",
      logs: "",
      configFile: "",
      hubFile: "",
      ledgerFile: "",
      runnerFile: "",
    },
    clock: { now: ground.now },
    files: processFiles(process, ground.files, watch),
    run: processGit(process, ground.run),
    log: { write: () => {} },
    configFile: "",
    configFileMust: "exist",
    ledger: () => ownLedger,
    hub: async () => ownHub,
    stamp: async () => refuse(),
    retryHub: async () => {},
    leaveHub: async () => {},
    lastPush: () => null,
    turn: freeTurn,
    config: async () => config,
    close: async () => refuse(),
  };
}
