import * as real from "../../../src/ledger/bases.ts";
import { packWords, type PackedWords } from "../../../src/ledger/base-words.ts";

export * from "../../../src/ledger/bases.ts";

/** Agrees once and never again: a base that stands is not moved. */
export const putBases: typeof real.putBases = (ledger, scope, workstream, { set }) => {
  const known = real.loadBases(ledger, scope, workstream);
  const first = Object.entries(JSON.parse(set) as Record<string, PackedWords>).flatMap(
    ([key, words]) => {
      const left = Object.entries(words).filter(
        ([field]) => !Object.hasOwn(known.get(key) ?? {}, field),
      );
      return left.length === 0 ? [] : [[key, Object.fromEntries(left)] as const];
    },
  );
  const packed = JSON.stringify(Object.fromEntries(first));
  real.putBases(ledger, scope, workstream, { set: packed, forget: [] });
};

export const changeBases: typeof real.changeBases = (ledger, scope, workstream, changes) =>
  putBases(ledger, scope, workstream, packWords(changes));
