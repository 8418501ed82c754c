import { freshness } from "../../core/freshness.ts";
import { nextNotice, noticeOf, noticeText, type NoticeKind } from "../../core/notice.ts";
import type { RunRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { findByGitDir } from "../../ledger/checkouts.ts";
import { keepNotice, lastNotice } from "../../ledger/notices.ts";
import type { Context } from "../context.ts";
import { keepIfPossible } from "../keep-if-possible.ts";
import { deliver } from "./deliver.ts";

export type EndedRun = { checkout: Checkout; record: RunRecord };

/**
 * Tells a person, in one notice for all these runs, of checkouts that came into a conflict, lost their credentials
 * or grew stale: once for each change. Nothing where the config asks for no notices. Never throws.
 */
export async function notify(ctx: Context, ended: readonly EndedRun[]): Promise<void> {
  const told = await newsOf(ctx, ended);
  if (told.length > 0) await deliver(ctx, told, noticeText(told));
}

/** For runs whose end a person has seen: what holds now is known to them already. */
export async function noteAsSeen(ctx: Context, ended: readonly EndedRun[]): Promise<void> {
  await newsOf(ctx, ended);
}

export type Told = { slug: string; kind: NoticeKind };

async function newsOf(ctx: Context, ended: readonly EndedRun[]): Promise<Told[]> {
  const { notify: wanted } = await ctx.config(null);
  if (!wanted.desktop && wanted.command === undefined) return [];
  const now = ctx.clock.now();
  return ended.flatMap(({ checkout, record }) => {
    const { outcome } = record;
    // What only waits, or could not look, says nothing new.
    if (outcome === "queued" || outcome === "deferred") return [];
    const synced = findByGitDir(ctx.ledger(), checkout.gitDir)?.lastStateSyncedAt ?? null;
    const kind = noticeOf(outcome, freshness(synced, now));
    const state = kind !== null && wanted.on.includes(kind) ? kind : null;
    const before = lastNotice(ctx.ledger(), checkout.id);
    const { notice, tell } = nextNotice(before, state, now);
    if (notice !== before)
      keepIfPossible(ctx.log, "what was told", () => keepNotice(ctx.ledger(), checkout.id, notice));
    return tell && state !== null ? [{ slug: checkout.slug, kind: state }] : [];
  });
}
