import type { Fault, PersonAct, SyncAct } from "../script.ts";

/** Ends a process as `kill -9` would. */
class Crash extends Error {}

export type EffectKind = "read" | "write" | "ledger-write" | "hub-read" | "hub-write";

/** One run of the engine, effect by effect. Every port that it gets asks here first. */
export type Process = {
  /** Called with every effect's name before it happens. `inside`: within a transaction, where nobody else acts. */
  before: (name: string, kind: EffectKind, inside?: "alone") => Failure | null;
  /** Called once it has happened. */
  after: () => Failure | null;
  /** As `before`, where the process can be made to wait. */
  pass: (name: string, kind: EffectKind) => Promise<Failure | null>;
  effects: () => number;
  /** Null while it lives. */
  died: () => string | null;
  /** Whether a fault that was asked for has come. */
  isFaulted: () => boolean;
  /** Resolves when the process waits. */
  parked: () => Promise<void>;
  resume: () => void;
  /** Ends it where it waits; it does nothing more. */
  kill: () => void;
};

/** What a port has to throw in its own words. */
export type Failure = "full" | "offline";

export function makeProcess(
  act: Pick<SyncAct, "fault" | "meanwhile" | "pause">,
  world: {
    perform: (act: PersonAct) => void;
    trace: (line: string) => void;
    isHubDown: () => boolean;
  },
): Process {
  let count = 0;
  let dead: string | null = null;
  let due: Fault | null = null;
  let faulted = false;
  let pauseAt = act.pause;
  let wake: (() => void) | null = null;
  let park: (() => void) | null = null;
  let failAfter: Failure | null = null;
  const die = (words: string): never => {
    dead = words;
    faulted = true;
    world.trace(`      ✝ ${words}`);
    throw new Crash(words);
  };
  const fail = (failure: Failure): Failure => {
    faulted = true;
    due = null;
    world.trace(`      ✗ ${failure}`);
    return failure;
  };
  const goOn = () => {
    const waiting = wake;
    wake = null;
    waiting?.();
  };
  const before: Process["before"] = (name, kind, inside) => {
    if (dead !== null) throw new Crash(dead);
    count += 1;
    world.trace(`      ${count} ${name}`);
    if (inside !== "alone")
      for (const { at, act: other } of act.meanwhile) if (at === count) world.perform(other);
    if (act.fault?.at === count) due = act.fault.kind;
    if (due === "crash-before") die(`crash before ${name}`);
    const isHub = kind === "hub-read" || kind === "hub-write";
    if (isHub && world.isHubDown()) return fail("offline");
    if (due === "full" && kind !== "read" && kind !== "hub-read") return fail("full");
    if (due === "outage" && isHub) return fail("offline");
    if (due === "outage-after" && kind === "hub-write") failAfter = "offline";
    return null;
  };
  return {
    before,
    after() {
      if (dead !== null) throw new Crash(dead);
      if (due === "crash-after") die(`crash after effect ${count}`);
      if (failAfter === null) return null;
      failAfter = null;
      return fail("offline");
    },
    async pass(name, kind) {
      if (dead === null && pauseAt !== null && count + 1 >= pauseAt) {
        pauseAt = null;
        world.trace("      … waits");
        await new Promise<void>((resolve) => {
          wake = resolve;
          park?.();
        });
      }
      return before(name, kind);
    },
    effects: () => count,
    died: () => dead,
    isFaulted: () => faulted,
    parked: () =>
      new Promise((resolve) => {
        park = resolve;
        if (wake !== null) resolve();
      }),
    resume: goOn,
    kill() {
      dead ??= "killed";
      goOn();
    },
  };
}
