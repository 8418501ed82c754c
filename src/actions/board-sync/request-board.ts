import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import type { StepEnd } from "../sync/timed-step.ts";
import { boardServer } from "./board-access.ts";
import { boardFiles } from "./board-files.ts";
import { boardSyncInBackground } from "./board-sync-in-background.ts";
import type { BoardNames } from "./board-sync.ts";
import { isShown, openSpecFingerprint } from "./openspec-fingerprint.ts";

/**
 * After a sync of a checkout whose config names a board: asks for a board sync where `openspec/` has changed since
 * the last one that succeeded. Null where there is nothing to ask for, or this user has set up no server.
 */
export async function requestBoard(
  ctx: Context,
  checkout: Checkout,
  names: BoardNames,
): Promise<StepEnd | null> {
  const server = await boardServer(ctx);
  if (server === null) return null;
  const files = boardFiles(ctx, { server, ...names });
  if (isShown(files, checkout.id, openSpecFingerprint(ctx.files, checkout.path))) return null;
  await boardSyncInBackground(ctx, names, checkout);
  return { outcome: "synced", detail: `asked for a board sync: ${names.project} / ${names.board}` };
}
