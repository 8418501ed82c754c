import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { startDetached } from "../start-detached.ts";
import { boardAccess } from "./board-access.ts";
import { boardFiles, makeBoardRequest } from "./board-files.ts";
import type { BoardNames } from "./board-sync.ts";

/**
 * Asks for a board sync and leaves the work to a process that outlives this one; gives the file in which it tells
 * what it does. The request stands before the process starts, so that it is not lost if that fails.
 */
export async function boardSyncInBackground(
  ctx: Context,
  names: BoardNames,
  checkout: Checkout,
): Promise<{ log: string }> {
  const { server } = await boardAccess(ctx);
  const files = boardFiles(ctx, { server, ...names });
  makeBoardRequest(files, checkout.path);
  const { project, board } = names;
  await startDetached(ctx, [
    "board",
    "sync",
    `--project=${project}`,
    `--board=${board}`,
    "--",
    checkout.path,
  ]);
  return { log: files.log };
}
