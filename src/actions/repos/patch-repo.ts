import { createHash } from "node:crypto";
import { SyncError } from "../../core/errors.ts";
import { stampRepo } from "../../hub/stamps.ts";
import { runStatement } from "../../hub/statement.ts";
import type { RepoRow } from "../../hub/schema.ts";
import type { Context } from "../context.ts";
import { requireRepo } from "../registry/require-repo.ts";

/** What other programs may tell the hub about a repository; what is left out stays. RFC 3339 times. */
export type RepoChange = {
  default_branch?: string;
  last_state_synced_at?: string;
  last_pushed_at?: string;
  last_pulled_at?: string;
};

const clockErrorMs = 5 * 60_000;

/**
 * Changes a repository's row, all or nothing. A time before the one that stands is ignored, as from a slower run.
 * `revision`, where given, must still be the row's, else `conflict`. Throws `usage` for a time to come.
 */
export async function patchRepo(
  ctx: Context,
  slug: string,
  change: RepoChange,
  revision: string | null,
): Promise<void> {
  const latest = ctx.clock.now().getTime() + clockErrorMs;
  const time = (name: Exclude<keyof RepoChange, "default_branch">) => {
    const text = change[name];
    if (text === undefined) return undefined;
    const at = new Date(text);
    if (at.getTime() <= latest) return at.toISOString();
    throw new SyncError("usage", `${name} ${text} is yet to come`, { hint: "send a past time" });
  };
  const times = {
    lastStateSyncedAt: time("last_state_synced_at"),
    lastPushedAt: time("last_pushed_at"),
    lastPulledAt: time("last_pulled_at"),
  };
  const { id } = await requireRepo(ctx, slug);
  const hub = await ctx.hub();
  await hub.write(async (db) => {
    const query = db.selectFrom("repos").selectAll().where("id", "=", id);
    const row = await query.executeTakeFirstOrThrow();
    if (revision !== null && revision !== repoRevision(row))
      throw new SyncError("conflict", `${slug} was changed by somebody else`, {
        hint: "read it again, then change it",
      });
    const { default_branch } = change;
    if (default_branch !== undefined)
      await db.updateTable("repos").set({ default_branch }).where("id", "=", id).execute();
    for (const statement of stampRepo(id, times)) await runStatement(db, statement);
  });
}

/** A short text that is another one after any change that `patchRepo` could make. */
export function repoRevision(row: Pick<RepoRow, keyof RepoChange>): string {
  const { default_branch, last_state_synced_at, last_pushed_at, last_pulled_at } = row;
  const parts = [default_branch, last_state_synced_at, last_pushed_at, last_pulled_at];
  return createHash("sha1").update(JSON.stringify(parts)).digest("base64url").slice(0, 10);
}
