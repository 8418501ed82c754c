import { SyncError } from "../../core/errors.ts";
import { addGoal, closeGoal, goalsOf, type Goal } from "../../hub/goals.ts";
import type { Context } from "../context.ts";
import { requireRepo } from "../registry/require-repo.ts";

export type { Goal } from "../../hub/goals.ts";

/** Sets the one goal that a repository works towards; the one before is closed. Throws `usage` where the title is empty. */
export async function setGoal(
  ctx: Context,
  slug: string,
  goal: { title: string; description: string | null },
): Promise<Goal> {
  const title = goal.title.trim();
  if (title === "")
    throw new SyncError("usage", "a goal needs a title", {
      hint: 'for example: sync-hooks goal set "Login works on phones"',
    });
  const repo = await requireRepo(ctx, slug);
  const at = ctx.clock.now().toISOString();
  return (await ctx.hub()).write(async (db) => {
    await closeGoal(db, repo.id, at);
    return addGoal(db, { repo_id: repo.id, title, description: goal.description });
  });
}

/** Closes the goal that holds; gives whether there was one. */
export async function clearGoal(ctx: Context, slug: string): Promise<boolean> {
  const repo = await requireRepo(ctx, slug);
  const at = ctx.clock.now().toISOString();
  return (await ctx.hub()).write((db) => closeGoal(db, repo.id, at));
}

/** The goal that holds, if any, then the closed ones, newest first. */
export async function listGoals(ctx: Context, slug: string): Promise<Goal[]> {
  const repo = await requireRepo(ctx, slug);
  return (await ctx.hub()).read((db) => goalsOf(db, repo.id));
}
