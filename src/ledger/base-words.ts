import type { BaseField, TaskBase, TaskBases } from "../core/tasks/plan-types.ts";

/**
 * A task's bases as the ledger keeps them: one word where both sides spell it alike, else a list, the
 * file's first, and with how often the hub's had changed where it had. Most words are alike, and a list of 100,000
 * tasks is kept in half the room.
 */
export type PackedWords = Partial<Record<BaseField, string | Sides>>;
type Sides = readonly [markdown: string | null, hub: string | null, rev?: number];

type Change = { key: string; field: BaseField; base: TaskBase | null };

/**
 * The words to put over the ones that stand, as the JSON text of an object by task, made once for all that takes it
 * over; and the fields to forget.
 */
export type PackedChanges = { set: string; forget: { key: string; field: BaseField }[] };

/** The text of `set` where there is nothing to put. */
export const nothingSet = "{}";

export function packWords(changes: readonly Change[]): PackedChanges {
  const set = new Map<string, PackedWords>();
  const forget = new Map<string, { key: string; field: BaseField }>();
  let lastKey: string | null = null;
  let words: PackedWords = {};
  for (const { key, field, base } of changes) {
    // A task's changes mostly come one after the other.
    if (key !== lastKey) words = set.get(key) ?? {};
    lastKey = key;
    // The last change of a field counts.
    if (base === null) {
      delete words[field];
      forget.set(JSON.stringify([key, field]), { key, field });
    } else {
      set.set(key, words);
      words[field] = pack(base);
      if (forget.size > 0) forget.delete(JSON.stringify([key, field]));
    }
  }
  return { set: textOf(set), forget: [...forget.values()] };
}

/** Put together entry by entry: an object with 10,000 names takes three times as long to make and to write. */
function textOf(set: ReadonlyMap<string, PackedWords>): string {
  const entries: string[] = [];
  for (const [key, words] of set) entries.push(`${JSON.stringify(key)}:${JSON.stringify(words)}`);
  return `{${entries.join(",")}}`;
}

// A null alone would read as "forget" where words are patched.
function pack({ markdown, hub, rev }: TaskBase): string | Sides {
  if (rev !== 0) return [markdown, hub, rev];
  return markdown === hub && markdown !== null ? markdown : [markdown, hub];
}

export function unpackWords(packed: PackedWords): TaskBases {
  const bases: TaskBases = {};
  for (const [field, word] of Object.entries(packed) as [BaseField, string | Sides][])
    bases[field] =
      typeof word === "string"
        ? { markdown: word, hub: word, rev: 0 }
        : { markdown: word[0], hub: word[1], rev: word[2] ?? 0 };
  return bases;
}
