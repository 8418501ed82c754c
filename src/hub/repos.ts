import { SyncError } from "../core/errors.ts";
import type { Hub, HubDb } from "./hub.ts";
import type { RepoRow } from "./schema.ts";

/** Every repository that the hub knows, by slug. */
export function listRepos(hub: Hub): Promise<RepoRow[]> {
  return hub.read((db) =>
    db
      .selectFrom("repos")
      .selectAll()
      .orderBy((by) => by.fn("lower", ["slug"]))
      .execute(),
  );
}

/** The repository of that slug, or null. */
export async function findRepoBySlug(db: HubDb, slug: string): Promise<RepoRow | null> {
  const row = await db.selectFrom("repos").selectAll().where("slug", "=", slug).executeTakeFirst();
  return row ?? null;
}

/** Whether the hub knows a repository by this id or remote. */
export async function knowsRepo(
  db: HubDb,
  { repoId, remoteKey }: { repoId: string; remoteKey: string | null },
): Promise<boolean> {
  const row = await db
    .selectFrom("repos")
    .select("id")
    .where(({ eb, or }) => or([eb("id", "=", repoId), eb("remote_key", "=", remoteKey)]))
    .executeTakeFirst();
  return row !== undefined;
}

/** The default branch that the hub has on record. Throws `store` where it does not know the repository. */
export async function defaultBranch(hub: Hub, repoId: string): Promise<string | null> {
  const row = await hub.read((db) =>
    db.selectFrom("repos").select("default_branch").where("id", "=", repoId).executeTakeFirst(),
  );
  if (row) return row.default_branch;
  throw new SyncError("store", `the hub ${hub.place} does not know this repository`, {
    hint: "it was emptied or replaced; sync-hooks hub adopt --all --lead ask (or markdown, or hub)",
  });
}

export async function keepDefaultBranch(hub: Hub, repoId: string, branch: string): Promise<void> {
  await hub.write((db) =>
    db
      .updateTable("repos")
      .set({ default_branch: branch })
      .where("id", "=", repoId)
      .where("default_branch", "is", null)
      .execute(),
  );
}
