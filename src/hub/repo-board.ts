import { groupBy } from "../core/group-by.ts";
import type { HubDb } from "./hub.ts";
import type { CheckoutRow, RepoRow, SyncLogRow } from "./schema.ts";

/** What the hub knows of all repositories but their tasks; the lists by repository id. */
export type RepoBoardRows = {
  repos: RepoRow[];
  checkouts: ReadonlyMap<string, CheckoutRow[]>;
  /** Of the latest syncs of all, newest first. */
  syncs: ReadonlyMap<string, Pick<SyncLogRow, "direction" | "at">[]>;
};

const readSyncs = 2000;

/** Reads the rows of the dashboard with three queries, however many repositories there are. */
export async function readRepoBoard(db: HubDb): Promise<RepoBoardRows> {
  const repos = await db.selectFrom("repos").selectAll().execute();
  const checkouts = await db
    .selectFrom("checkouts")
    .selectAll()
    .orderBy("machine")
    .orderBy("path")
    .execute();
  const syncs = await db
    .selectFrom("sync_log")
    .select(["repo_id", "direction", "at"])
    .orderBy("id", "desc")
    .limit(readSyncs)
    .execute();
  const byRepo = <Row extends { repo_id: string }>(rows: Row[]) =>
    groupBy(rows, (row) => row.repo_id);
  return { repos, checkouts: byRepo(checkouts), syncs: byRepo(syncs) };
}
