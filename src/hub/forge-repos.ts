import type { HubDb } from "./hub.ts";
import type { ForgeRepoRow, ForgeRow } from "./schema.ts";

const rowsPerInsert = 200;

/** What a forge has listed now, but for what the user has said about it. */
export type ListedForgeRepo = Omit<ForgeRepoRow, "forge" | "ignored" | "seen_at">;

/** Replaces the list of one forge by a new one; what is ignored stays ignored. */
export async function saveForgeList(
  db: HubDb,
  forge: Pick<ForgeRow, "name" | "kind" | "url" | "missing">,
  repos: readonly ListedForgeRepo[],
  at: string,
): Promise<void> {
  const row = { ...forge, listed_at: at, tried_at: at, problem_code: null, problem: null };
  await db
    .insertInto("forges")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
    .execute();
  const ignored = await ignoredIds(db, forge.name);
  await db.deleteFrom("forge_repos").where("forge", "=", forge.name).execute();
  for (let start = 0; start < repos.length; start += rowsPerInsert) {
    const rows = repos.slice(start, start + rowsPerInsert).map((repo) => ({
      ...repo,
      forge: forge.name,
      ignored: ignored.has(repo.forge_id) ? 1 : 0,
      seen_at: at,
    }));
    await db.insertInto("forge_repos").values(rows).execute();
  }
}

async function ignoredIds(db: HubDb, forge: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom("forge_repos")
    .select("forge_id")
    .where("forge", "=", forge)
    .where("ignored", "=", 1)
    .execute();
  return new Set(rows.map((row) => row.forge_id));
}

/** Notes that a forge could not be listed; its last list stays. */
export async function saveForgeProblem(
  db: HubDb,
  forge: Pick<ForgeRow, "name" | "kind" | "url" | "problem_code" | "problem">,
  at: string,
): Promise<void> {
  const change = { ...forge, tried_at: at };
  await db
    .insertInto("forges")
    .values({ ...change, listed_at: null, missing: 0 })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(change))
    .execute();
}

export function readForges(db: HubDb): Promise<ForgeRow[]> {
  return db.selectFrom("forges").selectAll().orderBy("name").execute();
}

/** Every listed repository, by forge and name. */
export function readForgeRepos(db: HubDb): Promise<ForgeRepoRow[]> {
  return db
    .selectFrom("forge_repos")
    .selectAll()
    .orderBy("forge")
    .orderBy((by) => by.fn("lower", ["full_name"]))
    .orderBy("forge_id")
    .execute();
}

/** The user's word about one listed repository. */
export async function setIgnored(
  db: HubDb,
  { forge, forge_id: forgeId }: Pick<ForgeRepoRow, "forge" | "forge_id">,
  ignored: 0 | 1,
): Promise<void> {
  await db
    .updateTable("forge_repos")
    .set({ ignored })
    .where("forge", "=", forge)
    .where("forge_id", "=", forgeId)
    .execute();
}

/** Writes down which forge repositories the hub's repositories were found to be (`forge:id`). */
export async function keepForgeIds(
  db: HubDb,
  found: readonly { repoId: string; forgeId: string }[],
): Promise<void> {
  for (const { repoId, forgeId } of found)
    await db.updateTable("repos").set({ forge_id: forgeId }).where("id", "=", repoId).execute();
}
