import * as real from "../../../src/ledger/bases.ts";

export * from "../../../src/ledger/bases.ts";

/** Agrees once and never again: a base that stands is not moved. */
export const changeBases: typeof real.changeBases = (ledger, scope, workstream, changes) => {
  const known = real.loadBases(ledger, scope, workstream);
  const first = changes.filter(({ key, field }) => known.get(key)?.[field] === undefined);
  real.changeBases(ledger, scope, workstream, first);
};
