import { changedRepos } from "../../hub/changed-repos.ts";
import type { Context } from "../context.ts";

/** Looks at the hub again and again; gives the repositories whose tasks have changed since the last look. */
export type HubChanges = () => Promise<readonly string[]>;

/**
 * Cheap while nobody writes: one short query. The first look only remembers where the hub stands, and a hub that
 * came back or was replaced is looked at from there on; what happened meanwhile is the sweep's.
 */
export function hubChanges(ctx: Context): HubChanges {
  let pulse: string | null = null;
  let seen: { hubId: string; change: number } | null = null;
  return async () => {
    const hub = await ctx.hub();
    const now = `${hub.id} ${await hub.read(hub.dialect.pulse)}`;
    if (now === pulse) return [];
    const change = await hub.read(hub.dialect.changeNumber);
    const since = seen;
    seen = { hubId: hub.id, change };
    pulse = now;
    if (since === null || since.hubId !== hub.id || since.change >= change) return [];
    return hub.read((db) => changedRepos(db, since.change));
  };
}
