import type * as real from "../../../src/ledger/writes.ts";

export * from "../../../src/ledger/writes.ts";

/** Remembers no write. */
export const journaledWrites: typeof real.journaledWrites = () => new Map();
