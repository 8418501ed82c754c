import type { HubDb } from "./hub.ts";

/**
 * The repositories whose tasks were written or deleted after the change number `since`: a step into an index for each
 * repository, however many tasks it has.
 */
export async function changedRepos(db: HubDb, since: number): Promise<string[]> {
  const rows = await db
    .selectFrom("repos")
    .select("id")
    .where(({ or, exists, selectFrom }) => {
      const later = (table: "tasks" | "deletions") =>
        exists(
          selectFrom(table)
            .select(`${table}.change`)
            .whereRef(`${table}.repo_id`, "=", "repos.id")
            .where(`${table}.change`, ">", since),
        );
      return or([later("tasks"), later("deletions")]);
    })
    .execute();
  return rows.map(({ id }) => id);
}
