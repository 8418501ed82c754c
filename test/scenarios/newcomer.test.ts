import Database from "libsql";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, type Home } from "../helpers/home.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";

const workplan = `---
id: WP-1
title: Ship it
status: in_progress
---

# Ship it

## Write the release notes

\`\`\`task
id: T1
status: todo
priority: high
\`\`\`
`;

const checklist = "# Web\n\n- [ ] **T1: Make it quick**\n- [x] **T2: Make it**\n";

/** A repository below ~/code with a remote of its own, as a newcomer has several. */
function makeProject(home: Home, name: string) {
  const remote = makeRemote(home, `remotes/${name}.git`);
  return { name, remote, path: makeRepository(home, `code/${name}`, remote) };
}

/** The rows that another program sees in the hub. */
function hubRows(home: Home, sql: string): Record<string, unknown>[] {
  const db = new Database(hubFile(home), { readonly: true });
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

const hubFile = (home: Home) => join(home.path, ".local/share/sync-hooks/hub.db");

async function isFresh(home: Home, slug: string): Promise<boolean> {
  const { stdout } = await syncHooks(home, ["status", slug, "--json"]);
  const [checkout] = JSON.parse(stdout).checkouts;
  return checkout.last_state_synced_at !== null && checkout.freshness === "fresh";
}

test("one command registers three repositories; each commit is then pushed, reconciled and stamped", async () => {
  const home = makeHome();
  const api = makeProject(home, "api");
  const web = makeProject(home, "web");
  const docs = makeProject(home, "docs");

  const installed = await syncHooks(home, ["install", "--scan", join(home.path, "code")]);
  expect(installed).toMatchObject({ status: 0 });
  const listed = await syncHooks(home, ["list", "--json"]);
  const slugs = JSON.parse(listed.stdout).checkouts.map((each: { slug: string }) => each.slug);
  expect(slugs.sort()).toEqual(["api", "docs", "web"]);

  commitFile(home, api.path, "workplans/wp-1.md", workplan);
  commitFile(home, web.path, "TASKS.md", checklist);
  commitFile(home, docs.path, "guide.md", "# Guide\n");

  for (const { name, remote, path } of [api, web, docs]) {
    const head = git(home, path, "rev-parse", "HEAD");
    await until(`${name} is pushed`, () => refOf(home, remote, "refs/heads/main") === head);
    await until(`${name} is stamped`, () => isFresh(home, name));
  }
  const tasks = hubRows(home, "SELECT key, title, status, priority FROM tasks ORDER BY title");
  expect(tasks).toMatchObject([
    { key: "T2", title: "Make it", status: "done" },
    { key: "T1", title: "Make it quick", status: "todo" },
    { key: "T1", title: "Write the release notes", status: "todo", priority: "high" },
  ]);
  expect(git(home, api.path, "status", "--porcelain")).toBe("");
});

test("a change in the hub reaches the markdown, and a change in the markdown reaches the hub", async () => {
  const home = makeHome();
  const { path } = makeProject(home, "api");
  expect(await syncHooks(home, ["install", path])).toMatchObject({ status: 0 });
  commitFile(home, path, "workplans/wp-1.md", workplan);
  await until("the run is over", () => isFresh(home, "api"));
  expect(hubRows(home, "SELECT status FROM tasks")).toMatchObject([{ status: "todo" }]);

  const otherProgram = new Database(hubFile(home), { timeout: 5000 });
  otherProgram.exec("UPDATE tasks SET status = 'in_progress'");
  otherProgram.close();
  expect(await syncHooks(home, ["sync"], { cwd: path })).toMatchObject({ status: 0 });
  const diff = git(home, path, "diff", "--unified=0", "--no-color");
  expect(diff).toMatch(/^-status: todo\n\+status: in_progress$/m);

  commitFile(home, path, "workplans/wp-1.md", workplan.replace("status: todo", "status: done"));
  await until("the hub says done", () =>
    hubRows(home, "SELECT status FROM tasks").some((row) => row["status"] === "done"),
  );
});

test("uninstall leaves no hook behind, and commits go on without sync-hooks", async () => {
  const home = makeHome();
  const { path, remote } = makeProject(home, "api");
  await syncHooks(home, ["install", path]);
  expect(existsSync(join(path, ".git/hooks/post-commit"))).toBe(true);

  expect(await syncHooks(home, ["uninstall", path])).toMatchObject({ status: 0 });
  for (const hook of ["post-commit", "post-merge", "post-rewrite"])
    expect(existsSync(join(path, ".git/hooks", hook))).toBe(false);
  const before = refOf(home, remote, "refs/heads/main");
  commitFile(home, path, "a.txt", "a\n");
  expect(refOf(home, remote, "refs/heads/main")).toBe(before);
});
