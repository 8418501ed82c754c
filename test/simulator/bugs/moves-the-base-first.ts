import { changeBases } from "../../../src/ledger/bases.ts";
import * as real from "../../../src/ledger/writes.ts";

export * from "../../../src/ledger/writes.ts";

/** Moves the bases of a file's write when it is noted, before it is made. */
export const journalWrite: typeof real.journalWrite = (ledger, place, write) => {
  const { hubId, workstream, bases } = write;
  const moves = bases.map(({ key, field, after: base }) => ({ key, field, base }));
  changeBases(ledger, { ...place, hubId }, workstream, moves);
  return real.journalWrite(ledger, place, { ...write, bases: [] });
};
