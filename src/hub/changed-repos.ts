import type { HubDb } from "./hub.ts";

/** The repositories whose tasks were written or deleted after the change number `since`. */
export async function changedRepos(db: HubDb, since: number): Promise<string[]> {
  const rows = await db
    .selectFrom("tasks")
    .select("repo_id")
    .where("change", ">", since)
    .union(db.selectFrom("deletions").select("repo_id").where("change", ">", since))
    .execute();
  return rows.map((row) => row.repo_id);
}
