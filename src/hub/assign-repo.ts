import { SyncError } from "../core/errors.ts";
import { slugCandidates, slugPart } from "../core/slug.ts";
import type { Hub, HubDb } from "./hub.ts";
import type { RepoRow } from "./schema.ts";
import { uuid5 } from "./uuid5.ts";

export type RepoIdentity = {
  /** `host/owner/name`; null where the repository has no remote. */
  remoteKey: string | null;
  /** What identifies a repository without remote: made once, kept in its common git directory (`git/local-key.ts`). */
  localKey: string;
  folder: string;
  owner: string | null;
  name: string | null;
  /** `--slug`; null lets the hub choose. */
  slug: string | null;
  defaultBranch: string | null;
};

/** The hub's id of a repository that has, or had at first, no remote to name it. */
export const localRepoId = (localKey: string): string => uuid5("repo", localKey);

/**
 * Finds or adds the repository and gives back its id and slug. A slug, once assigned, never changes.
 * Throws `usage` where the wished slug is taken, is no slug, or the repository already has another.
 */
export async function assignRepo(
  hub: Hub,
  repo: RepoIdentity,
): Promise<{ id: string; slug: string }> {
  if (repo.slug !== null && repo.slug !== slugPart(repo.slug))
    throw new SyncError("usage", `"${repo.slug}" cannot be a slug`, {
      hint: `letters, digits, ".", "_" and "-" can; for example: ${slugPart(repo.slug)}`,
    });
  return hub.write(async (db) => {
    const known = await findRepo(db, repo);
    return known ? keepRepo(db, known, repo) : addRepo(db, repo);
  });
}

async function findRepo(db: HubDb, repo: RepoIdentity): Promise<RepoRow | undefined> {
  if (repo.remoteKey !== null) {
    const byRemote = await db
      .selectFrom("repos")
      .selectAll()
      .where("remote_key", "=", repo.remoteKey)
      .executeTakeFirst();
    if (byRemote) return byRemote;
    const renamed = await findByForge(db, repo.remoteKey);
    if (renamed) return renamed;
  }
  const byPlace = await db
    .selectFrom("repos")
    .selectAll()
    .where("local_key", "=", repo.localKey)
    .executeTakeFirst();
  // The same folder with another remote is another repository; one that has just got its first is not.
  return byPlace && (byPlace.remote_key === null || repo.remoteKey === null) ? byPlace : undefined;
}

/** The repository that its forge lists under this key now, and that the hub met under another name. */
async function findByForge(db: HubDb, remoteKey: string): Promise<RepoRow | undefined> {
  const listed = await db
    .selectFrom("forge_repos")
    .innerJoin("repos", (join) =>
      join.on((on) => {
        // By the builder's own means: a sweep loads this file, and kysely only with a hub.
        const forge = on("forge_repos.forge", "||", on.val(":"));
        return on("repos.forge_id", "=", on(forge, "||", on.ref("forge_repos.forge_id")));
      }),
    )
    .selectAll("repos")
    .select("forge_repos.keys")
    .execute();
  const found = listed.find(({ keys }) => (JSON.parse(keys) as string[]).includes(remoteKey));
  if (!found) return undefined;
  const { keys: _, ...row } = found;
  return row;
}

async function keepRepo(db: HubDb, known: RepoRow, repo: RepoIdentity) {
  if (repo.slug !== null && repo.slug.toLowerCase() !== known.slug.toLowerCase())
    throw new SyncError("usage", `${repo.folder} already has the slug "${known.slug}"`, {
      hint: "a slug never changes: leave --slug out",
    });
  const change = {
    ...(known.remote_key === null && repo.remoteKey !== null && { remote_key: repo.remoteKey }),
    ...(known.default_branch === null &&
      repo.defaultBranch !== null && { default_branch: repo.defaultBranch }),
  };
  if (Object.keys(change).length > 0)
    await db.updateTable("repos").set(change).where("id", "=", known.id).execute();
  return { id: known.id, slug: known.slug };
}

async function addRepo(db: HubDb, repo: RepoIdentity) {
  const slug = repo.slug ?? (await freeSlug(db, repo));
  if (await slugTaken(db, slug))
    throw new SyncError("usage", `the slug "${slug}" belongs to another repository`, {
      hint: "choose another one with --slug, or leave it out",
    });
  const id = repo.remoteKey === null ? localRepoId(repo.localKey) : uuid5("repo", repo.remoteKey);
  await db
    .insertInto("repos")
    .values({
      id,
      slug,
      remote_key: repo.remoteKey,
      local_key: repo.remoteKey === null ? repo.localKey : null,
      default_branch: repo.defaultBranch,
      forge_id: null,
      last_state_synced_at: null,
      last_pushed_at: null,
      last_pulled_at: null,
      created_at: new Date().toISOString(),
    })
    .execute();
  return { id, slug };
}

async function freeSlug(db: HubDb, repo: RepoIdentity): Promise<string> {
  const candidates = slugCandidates(repo);
  for (;;) {
    const slug = candidates.next().value;
    if (!(await slugTaken(db, slug))) return slug;
  }
}

async function slugTaken(db: HubDb, slug: string): Promise<boolean> {
  const rows = await db
    .selectFrom("repos")
    .select("id")
    .where((where) => where(where.fn("lower", ["slug"]), "=", where.fn("lower", [where.val(slug)])))
    .execute();
  return rows.length > 0;
}
