import type { FileKind } from "./script.ts";

/**
 * The specification against which the engine is held. It knows nothing of bases, merges or policies:
 *
 *     Every value that a person or program sets stays visible (in a file, a commit, the hub, or a conflict row)
 *     until somebody sets another at a place that has shown it, takes it back, or throws its last copy away.
 *     The engine is nobody: it never makes a value vanish.
 *
 * Values are told apart by being used once for each field, so that where one is seen, its act is known. One that is set
 * again in the hub is newer than those that it had gone on to: where a pull brings one of them to a place that was not
 * told, nobody has set it over the one that has come back.
 */
export type Slot = { task: string; field: string };
export type Value = Slot & { value: string; origin: Replica };

/** Where an act takes place: in the hub, or in the files of one checkout. */
export type Replica = "hub" | number;

/** Where the values come from that stand when the world begins. */
export const beginning: Replica = -1;

/** One value as a string, by which it is seen to be visible. */
export const nameOf = ({ task, field }: Slot, value: string): string =>
  `${task} ${field} = ${value}`;

export type Reference = {
  /** Somebody has set a value at a place that shows, or has shown, others. */
  set: (slot: Slot, value: string, origin: Replica, shown: readonly (string | null)[]) => void;
  /** As `set`, of a value that the other side cannot show, so that nobody can tell when it was seen. */
  setUntold: (
    slot: Slot,
    value: string,
    origin: Replica,
    shown: readonly (string | null)[],
  ) => void;
  /** As `set` or, `untold`, as `setUntold`, in the hub, of a value that has stood there before. */
  setAgain: (
    slot: Slot,
    value: string,
    shown: readonly (string | null)[],
    as: "set" | "setUntold",
  ) => void;
  /** What has stood in a place, the first first. */
  seenAt: (slot: Slot, at: Replica) => string[];
  /** A run has met the hub as it shows this value. */
  told: (slot: Slot, value: string, at: Replica) => void;
  /** Whether the first value was set again after the second had been in its place; null: it was not set again. */
  hasReturned: (slot: Slot, value: string, after: string | null) => boolean | null;
  isTold: (slot: Slot, value: string, at: Replica) => boolean;
  /** The hub is what it was once: what was set again in it is thrown away, and only the older ones can be seen. */
  forgetReturns: () => void;
  /** A place shows a value now. */
  saw: (slot: Slot, value: string, at: Replica) => void;
  /**
   * A run has read a box as the same as the hub's status, shown or not. From then on the two are one value here: who
   * replaces the status has replaced the box, and the box is not lost while the status can be seen.
   */
  agree: (slot: Slot, box: string, status: string, at: Replica) => void;
  /** A pull has put another box in the place of this one: of a status that it did not show, no run can tell that it is newer. */
  pullOver: (slot: Slot, box: string, at: Replica) => void;
  /** Somebody who saw them has done away with these values. */
  supersede: (slot: Slot, values: readonly (string | null)[], at: Replica) => void;
  /** A person has taken back what stood here alone or came from here; what came from elsewhere is to come again. */
  withdraw: (slot: Slot, value: string, replica: Replica) => void;
  /**
   * A person has brought an older edit back. Where one has taken back another value and no run has looked since, it has
   * the look of an edit that was made over that value.
   */
  bringBack: (slot: Slot, value: string, at: Replica) => void;
  /**
   * A person has deleted a task here. What they had taken back in it, and no run has looked since, has the look of having
   * gone with it: the file is the same.
   */
  takeAlong: (task: string, at: Replica) => void;
  /** A run has looked at what people took back here in tasks of this kind. */
  settle: (at: Replica, kind: FileKind) => void;
  /** A person's act ended: what it left visible nowhere, the person threw away. */
  forgetInvisible: (visible: ReadonlySet<string>) => void;
  /** Values that should be visible and are not. */
  lost: (visible: ReadonlySet<string>) => Value[];
  isUsed: (slot: Slot, value: string) => boolean;
  /** Where somebody has set this field or taken it back, since the world began. */
  touched: (slot: Slot) => ReadonlySet<Replica>;
  /** Tasks that somebody has deleted: from a file, from the hub. */
  deleted: Set<string>;
  removedInHub: Set<string>;
};

export function makeReference(): Reference {
  const live = new Map<string, Value>();
  const used = new Set<string>();
  const seen = new Map<string, Set<string>>();
  const touched = new Map<string, Set<Replica>>();
  const replaced = new Set<string>();
  /** Of each value that was set again: those that had been in its place, and who has been told. */
  const returned = new Map<string, { before: Set<string>; told: Set<Replica> }>();
  /** Boxes by the status that they are one with, and the other way round. */
  const boxesOf = new Map<string, Set<string>>();
  const statusesOf = new Map<string, Set<string>>();
  /** By place: what the last run has read as one. */
  const agreed = new Map<string, { box: string; status: string }>();
  /** By place: what was taken back there since the last run looked. */
  const takenBack = new Map<string, { slot: Slot; at: Replica; values: Set<string> }>();
  const drop = (slot: Slot, value: string) => {
    const name = nameOf(slot, value);
    replaced.add(name);
    live.delete(name);
    for (const box of boxesOf.get(name) ?? []) live.delete(box);
  };
  const isSeen = (name: string, visible: ReadonlySet<string>) =>
    visible.has(name) || [...(statusesOf.get(name) ?? [])].some((status) => visible.has(status));
  const touch = ({ task, field }: Slot, at: Replica) => {
    if (at === beginning) return;
    const key = `${task} ${field}`;
    touched.set(key, new Set([...(touched.get(key) ?? []), at]));
  };
  const supersede: Reference["supersede"] = (slot, values, at) => {
    for (const value of values) if (value !== null) drop(slot, value);
    if (values.length > 0) touch(slot, at);
  };
  const placeOf = ({ task, field }: Slot, at: Replica) => `${at} ${task} ${field}`;
  const setUntold: Reference["set"] = (slot, value, origin, shown) => {
    for (const old of shown) if (old !== null) drop(slot, old);
    for (const old of seen.get(placeOf(slot, origin)) ?? []) drop(slot, old);
    touch(slot, origin);
    used.add(nameOf(slot, value));
    replaced.delete(nameOf(slot, value));
  };
  const set: Reference["set"] = (slot, value, origin, shown) => {
    setUntold(slot, value, origin, shown);
    live.set(nameOf(slot, value), { ...slot, value, origin });
  };
  return {
    set,
    setUntold,
    setAgain(slot, value, shown, as) {
      (as === "set" ? set : setUntold)(slot, value, "hub", shown);
      const before = new Set(seen.get(placeOf(slot, "hub")));
      before.delete(value);
      returned.set(nameOf(slot, value), { before, told: new Set() });
    },
    told: (slot, value, at) => void returned.get(nameOf(slot, value))?.told.add(at),
    hasReturned(slot, value, after) {
      const known = returned.get(nameOf(slot, value));
      return known ? after !== null && known.before.has(after) : null;
    },
    isTold: (slot, value, at) => returned.get(nameOf(slot, value))?.told.has(at) === true,
    seenAt: (slot, at) => [...(seen.get(placeOf(slot, at)) ?? [])],
    forgetReturns() {
      for (const name of returned.keys()) live.delete(name);
      returned.clear();
    },
    saw(slot, value, at) {
      const place = placeOf(slot, at);
      const values = seen.get(place);
      if (values) values.add(value);
      else seen.set(place, new Set([value]));
    },
    agree(slot, box, status, at) {
      agreed.set(placeOf(slot, at), { box, status });
      if (box === status) return;
      const names = { box: nameOf(slot, box), status: nameOf(slot, status) };
      boxesOf.set(names.status, new Set(boxesOf.get(names.status)).add(names.box));
      statusesOf.set(names.box, new Set(statusesOf.get(names.box)).add(names.status));
      if (replaced.has(names.status)) drop(slot, box);
    },
    pullOver(slot, box, at) {
      const last = agreed.get(placeOf(slot, at));
      if (last?.box === box && last.status !== box) drop(slot, last.status);
    },
    supersede,
    withdraw(slot, value, replica) {
      touch(slot, replica);
      const origin = live.get(nameOf(slot, value))?.origin;
      if (origin === replica) drop(slot, value);
      if (origin === replica || origin === undefined) return;
      const place = placeOf(slot, replica);
      const values = takenBack.get(place)?.values ?? new Set();
      takenBack.set(place, { slot, at: replica, values: values.add(value) });
    },
    bringBack(slot, value, at) {
      const place = placeOf(slot, at);
      const values = takenBack.get(place)?.values ?? [];
      takenBack.delete(place);
      for (const old of values) if (old !== value) drop(slot, old);
    },
    takeAlong(task, at) {
      for (const [place, taken] of takenBack) {
        if (taken.at !== at || taken.slot.task !== task) continue;
        takenBack.delete(place);
        for (const value of taken.values) drop(taken.slot, value);
      }
    },
    settle(at, kind) {
      for (const [place, taken] of takenBack)
        if (taken.at === at && taken.slot.task.includes(`/${kind}/`)) takenBack.delete(place);
    },
    forgetInvisible(visible) {
      for (const name of live.keys()) if (!isSeen(name, visible)) live.delete(name);
    },
    lost: (visible) =>
      [...live].filter(([name]) => !isSeen(name, visible)).map(([, value]) => value),
    isUsed: (slot, value) => used.has(nameOf(slot, value)),
    touched: ({ task, field }) => touched.get(`${task} ${field}`) ?? new Set(),
    deleted: new Set(),
    removedInHub: new Set(),
  };
}
