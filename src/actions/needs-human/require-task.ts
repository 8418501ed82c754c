import { SyncError } from "../../core/errors.ts";
import type { HubDb } from "../../hub/hub.ts";
import type { RepoRow } from "../../hub/schema.ts";
import { findTasks } from "../../hub/tasks.ts";

/** The one task of a repository that is called so, by the hub's id or by its key. Throws `usage` for none or several. */
export async function requireTask(
  db: HubDb,
  repo: Pick<RepoRow, "id" | "slug">,
  name: string,
): Promise<{ id: string }> {
  const [only, ...others] = await findTasks(db, repo.id, name);
  if (only && others.length === 0) return only;
  if (!only)
    throw new SyncError("usage", `${repo.slug} has no task ${name}`, {
      hint: `sync-hooks dispatch ${repo.slug} --json shows the ids of the open ones`,
    });
  const files = [only, ...others].map(({ file, id }) => `${id} (${file})`).join(", ");
  throw new SyncError("usage", `${name} names ${others.length + 1} tasks of ${repo.slug}`, {
    hint: `name it by its id: ${files}`,
  });
}
