import type { GroupProgress, Progress } from "../core/tasks/rollup.ts";
import type { HubDb } from "./hub.ts";

/** A workstream with its completion counts, and those of its innermost headings. */
export type WorkstreamProgress = Progress & {
  repo_id: string;
  slug: string;
  key: string;
  title: string | null;
  status: string | null;
  file: string;
  groups: GroupProgress[];
};

/** The completion counts of workstreams, from the views that keep them, by repository and key. */
export async function workstreamProgress(
  db: HubDb,
  filter: { repoIds: readonly string[] | null; workstream: string | null },
): Promise<WorkstreamProgress[]> {
  let query = db
    .selectFrom("workstream_progress")
    .innerJoin("workstreams", "workstreams.id", "workstream_progress.workstream_id")
    .innerJoin("repos", "repos.id", "workstreams.repo_id")
    .select([
      "workstreams.id",
      "workstreams.repo_id",
      "repos.slug",
      "workstreams.key",
      "workstreams.title",
      "workstreams.status",
      "workstreams.file",
      "workstream_progress.total",
      "workstream_progress.closed",
    ]);
  if (filter.repoIds) query = query.where("workstreams.repo_id", "in", [...filter.repoIds, ""]);
  if (filter.workstream !== null) query = query.where("workstreams.key", "=", filter.workstream);
  const rows = await query.orderBy("repos.slug").orderBy("workstreams.key").execute();
  const groups = await groupsOf(db, filter.repoIds);
  return rows.map(({ id, total, closed, ...row }) => ({
    ...row,
    total: Number(total),
    closed: Number(closed),
    groups: groups.get(id) ?? [],
  }));
}

async function groupsOf(
  db: HubDb,
  repoIds: readonly string[] | null,
): Promise<Map<string, GroupProgress[]>> {
  let query = db
    .selectFrom("group_progress")
    .innerJoin("workstreams", "workstreams.id", "group_progress.workstream_id")
    .select([
      "group_progress.workstream_id",
      "group_progress.group_path",
      "group_progress.total",
      "group_progress.closed",
    ]);
  if (repoIds) query = query.where("workstreams.repo_id", "in", [...repoIds, ""]);
  const groups = new Map<string, GroupProgress[]>();
  for (const row of await query.execute()) {
    const group = {
      path: JSON.parse(row.group_path) as string[],
      total: Number(row.total),
      closed: Number(row.closed),
    };
    groups.set(row.workstream_id, [...(groups.get(row.workstream_id) ?? []), group]);
  }
  return groups;
}
