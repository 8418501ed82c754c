import { SyncError } from "../../core/errors.ts";
import {
  closeIntervention,
  findIntervention,
  listInterventions as readInterventions,
  openIntervention,
  type Intervention,
} from "../../hub/interventions.ts";
import type { RepoRow } from "../../hub/schema.ts";
import type { Context } from "../context.ts";
import { requireRepo } from "../registry/require-repo.ts";
import { findTask } from "../tasks/find-task.ts";

export type { Intervention } from "../../hub/interventions.ts";

const longestList = 1000;

/**
 * Asks for a person's word. With `task` (the hub's id or the key in the file) that task is marked
 * `needs_human`, and the next sync writes it into a workplan. Throws `usage` where the question is empty or
 * the task is unknown or ambiguous.
 */
export async function requestHuman(
  ctx: Context,
  slug: string,
  request: { title: string; task: string | null },
): Promise<Intervention> {
  const title = request.title.trim();
  if (title === "")
    throw new SyncError("usage", "a request to a person needs a question", {
      hint: 'for example: sync-hooks needs-human add "Which of the two logos?"',
    });
  const repo = await requireRepo(ctx, slug);
  const taskId = request.task === null ? null : await taskOf(ctx, repo, request.task);
  return (await ctx.hub()).write(async (db) => {
    const id = await openIntervention(db, { repo_id: repo.id, task_id: taskId, title });
    return requireFound(await findIntervention(db, id), id);
  });
}

async function taskOf(ctx: Context, repo: RepoRow, reference: string): Promise<string> {
  const task = await findTask(ctx, reference, { repoIds: [repo.id], workstream: null });
  if (task.slug === repo.slug) return task.id;
  throw new SyncError("usage", `the task ${task.key} (${task.id}) is one of ${task.slug}`, {
    hint: `ask there: sync-hooks needs-human add … --repo ${task.slug} --task ${task.id}`,
  });
}

/**
 * Closes a request with the person's answer; its task no longer needs a human. Closing it again changes
 * nothing but the answer. The first letters of an id will do. Throws `usage` where there is no such request.
 */
export async function resolveIntervention(
  ctx: Context,
  id: string,
  answer: string | null,
): Promise<Intervention> {
  return (await ctx.hub()).write(async (db) => {
    const { id: found } = requireFound(await findIntervention(db, id), id);
    await closeIntervention(db, found, answer);
    return requireFound(await findIntervention(db, found), found);
  });
}

/** The requests of a repository, oldest first; the open ones alone, or any. */
export async function listInterventions(
  ctx: Context,
  slug: string,
  status: "open" | "any",
): Promise<Intervention[]> {
  const repo = await requireRepo(ctx, slug);
  return (await ctx.hub()).read((db) =>
    readInterventions(db, { repoId: repo.id, status }, longestList),
  );
}

function requireFound(found: Intervention | null, id: string): Intervention {
  if (found) return found;
  throw new SyncError("usage", `there is no request ${id}`, {
    hint: "sync-hooks needs-human list shows the open ones with their ids",
  });
}
