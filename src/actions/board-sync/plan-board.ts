import type { Operation } from "../../board/model.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { boardAccess } from "./board-access.ts";
import { boardFiles } from "./board-files.ts";
import { operationWords } from "./board-log.ts";
import { desiredOf, type BoardNames } from "./board-sync.ts";
import { readKnownCards } from "./known-cards.ts";
import { showChanges } from "./show-changes.ts";

export type PlannedOperation = { operation: Operation; words: string };

/** What a board sync would write now. Writes nothing, neither there nor here. */
export async function planBoard(
  ctx: Context,
  names: BoardNames,
  checkout: Checkout,
): Promise<PlannedOperation[]> {
  const access = await boardAccess(ctx);
  const known = readKnownCards(boardFiles(ctx, { server: access.server, ...names }));
  const silent = { planned: () => {}, done: () => {} };
  const desired = await desiredOf(ctx, checkout);
  const { operations } = await showChanges(access, names, desired, known, {
    mode: "plan",
    watcher: silent,
  });
  return operations.map((operation) => ({ operation, words: operationWords(operation) }));
}
