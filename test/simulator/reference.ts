/**
 * The specification against which the engine is held. It knows nothing of bases, merges or policies:
 *
 *     Every value that a person or program sets stays visible (in a file, a commit, the hub, or a conflict row)
 *     until somebody sets another at a place that has shown it, takes it back, or throws its last copy away.
 *     The engine is nobody: it never makes a value vanish.
 *
 * Values are told apart by being used once for each field, so that where one is seen, its act is known.
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
  /** A place shows a value now. */
  saw: (slot: Slot, value: string, at: Replica) => void;
  /** A run has read a box as the same as a status that it cannot show: who replaced the one has replaced the other. */
  agree: (slot: Slot, box: string, status: string) => void;
  /** Somebody who saw them has done away with these values. */
  supersede: (slot: Slot, values: readonly (string | null)[], at: Replica) => void;
  /** A person has taken back what stood here alone or came from here. */
  withdraw: (slot: Slot, value: string, replica: Replica) => void;
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
  const drop = (slot: Slot, value: string) => {
    replaced.add(nameOf(slot, value));
    live.delete(nameOf(slot, value));
  };
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
  return {
    set(slot, value, origin, shown) {
      setUntold(slot, value, origin, shown);
      live.set(nameOf(slot, value), { ...slot, value, origin });
    },
    setUntold,
    saw(slot, value, at) {
      const place = placeOf(slot, at);
      const values = seen.get(place);
      if (values) values.add(value);
      else seen.set(place, new Set([value]));
    },
    agree(slot, box, status) {
      if (replaced.has(nameOf(slot, status))) drop(slot, box);
    },
    supersede,
    withdraw(slot, value, replica) {
      touch(slot, replica);
      if (live.get(nameOf(slot, value))?.origin === replica) drop(slot, value);
    },
    forgetInvisible(visible) {
      for (const name of live.keys()) if (!visible.has(name)) live.delete(name);
    },
    lost: (visible) => [...live].filter(([name]) => !visible.has(name)).map(([, value]) => value),
    isUsed: (slot, value) => used.has(nameOf(slot, value)),
    touched: ({ task, field }) => touched.get(`${task} ${field}`) ?? new Set(),
    deleted: new Set(),
    removedInHub: new Set(),
  };
}
