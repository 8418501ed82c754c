import * as fc from "fast-check";
import type { Hub } from "../../src/hub/hub.ts";

/** Texts to fill a hub with: any that PostgreSQL can hold, traps for quoting and for lines among them. */
export const hubRows = fc.array(
  fc.oneof(
    fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
    fc.constantFrom(
      "'",
      '"',
      "\\",
      "\n",
      "\r\n",
      "\u2028",
      "🎉",
      "NULL",
      "{}",
      "$1",
      "?",
      "[]",
      " x ",
    ),
  ),
  { minLength: 8, maxLength: 16 },
);

/** Puts rows into every table of the hub, their texts taken from `texts`. */
export async function fillHub(hub: Hub, texts: readonly string[]): Promise<{ repoId: string }> {
  const text = (at: number) => texts[at % texts.length] ?? "";
  const at = "2026-01-02T03:04:05.678Z";
  const repoId = "repo-1";
  await hub.write(async (db) => {
    const stamps = { last_state_synced_at: at, last_pushed_at: null, last_pulled_at: at };
    for (const [index, id] of [repoId, "repo-2"].entries())
      await db
        .insertInto("repos")
        .values({
          id,
          slug: `slug-${index}`,
          remote_key: index === 0 ? `key ${text(0)}` : null,
          local_key: index === 0 ? null : `local ${text(1)}`,
          default_branch: text(2),
          forge_id: null,
          ...stamps,
          created_at: at,
        })
        .execute();
    await db
      .insertInto("checkouts")
      .values({
        repo_id: repoId,
        machine: text(3),
        path: text(4),
        last_outcome: "synced",
        last_reason: text(5),
        last_run_at: at,
      })
      .execute();
    for (const [index, title] of texts.entries()) {
      const id = `workstream-${index}`;
      await db
        .insertInto("workstreams")
        .values({ id, repo_id: repoId, key: `${index}${title}`, title, status: null, file: title })
        .execute();
      await db
        .insertInto("tasks")
        .values({
          id: `task-${index}`,
          repo_id: repoId,
          workstream_id: id,
          key: title,
          title,
          status: index % 3 === 0 ? "done" : title,
          priority: index % 2 === 0 ? null : title,
          needs_human: index % 2,
          group_path: JSON.stringify([title]),
          position: index / 4,
          removed_at: index % 4 === 0 ? at : null,
        })
        .execute();
    }
    await db.updateTable("tasks").set({ priority: "high" }).where("id", "=", "task-1").execute();
    await db
      .insertInto("goals")
      .values({
        id: "goal",
        repo_id: repoId,
        title: text(6),
        description: text(7),
        status: "active",
        closed_at: null,
      })
      .execute();
    await db
      .insertInto("interventions")
      .values({
        id: "question",
        repo_id: repoId,
        task_id: null,
        title: text(0),
        status: "open",
        answer: text(1),
      })
      .execute();
    await db
      .insertInto("conflicts")
      .values({
        id: "conflict",
        repo_id: repoId,
        task_id: "task-1",
        checkout: text(2),
        field: "status",
        base: text(3),
        markdown: text(4),
        hub: null,
        file: text(5),
        line: 7,
        chosen: "hub",
        resolved_at: null,
      })
      .execute();
    await db
      .insertInto("sync_log")
      .values({ repo_id: repoId, direction: "both", items: 3, at })
      .execute();
    await db
      .insertInto("table_bases")
      .values({ source: text(0), task_id: "task-2", in_hub: text(1), in_table: null })
      .execute();
    await db
      .insertInto("receipts")
      .values({ writer: text(4), receipt: text(5) })
      .execute();
    await db
      .insertInto("forges")
      .values({
        name: text(6),
        kind: "gitea",
        url: text(2),
        listed_at: null,
        tried_at: at,
        problem_code: null,
        problem: text(3),
        missing: 0,
      })
      .execute();
    await db
      .insertInto("forge_repos")
      .values({
        forge: text(6),
        forge_id: text(7),
        full_name: text(0),
        keys: JSON.stringify([text(1)]),
        clone_url: text(2),
        ssh_url: null,
        web_url: text(3),
        default_branch: text(4),
        empty: 0,
        mirror: 1,
        fork: 0,
        private: 1,
        pushed_at: at,
        archived: 1,
        ignored: 0,
        seen_at: at,
      })
      .execute();
    await db.deleteFrom("workstreams").where("id", "=", "workstream-0").execute();
  });
  return { repoId };
}
