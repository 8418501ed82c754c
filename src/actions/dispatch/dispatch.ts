import type { DispatchDocument } from "../../core/dispatch/dispatch-document.ts";
import { readDispatch, type DispatchLimits } from "../../hub/dispatch.ts";
import type { Context } from "../context.ts";
import { requireRepo } from "../registry/require-repo.ts";

export type { DispatchDocument } from "../../core/dispatch/dispatch-document.ts";

/** Enough to choose from; a reader that wants a whole list asks for the tasks. */
const limits: DispatchLimits = { workstreams: 20, tasks: 20, interventions: 20 };

/**
 * What a repository should work on next, with the first of everything and the counts of the rest.
 * Throws `usage` for an unknown slug, `store` or `offline` for the hub.
 */
export async function dispatch(ctx: Context, slug: string): Promise<DispatchDocument> {
  const repo = await requireRepo(ctx, slug);
  return (await ctx.hub()).read((db) => readDispatch(db, repo, limits));
}
