import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StatusDocument } from "../../src/actions/status/status.ts";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, type Home } from "../helpers/home.ts";
import { addCheckout, configFile, hubFile, minutesAgo } from "../helpers/registry.ts";
import { commitFile, git, makeRemote, makeRepository } from "../helpers/repository.ts";

const repository = (home: Home, name: string) =>
  makeRepository(home, `code/${name}`, makeRemote(home, `remotes/${name}.git`));

async function statusJson(home: Home, ...args: string[]): Promise<StatusDocument> {
  const { stdout } = await syncHooks(home, ["status", "--json", ...args]);
  return JSON.parse(stdout);
}

test("status without a checkout says how to begin", async () => {
  const { stdout, status } = await syncHooks(makeHome(), ["status"]);
  expect(stdout).toContain("sync-hooks init");
  expect(status).toBe(0);
});

test("status --json has exactly the keys that scripts rely on", async () => {
  const home = makeHome();
  const path = repository(home, "api");
  const steps = [{ name: "push", outcome: "synced" as const, detail: "1 commit", durationMs: 80 }];
  await addCheckout(home, path, {
    lastStateSyncedAt: minutesAgo(1),
    run: { startedAt: "2026-03-01T12:00:00Z", steps },
  });
  commitFile(home, path, "a.txt", "a");
  const document = await statusJson(home);
  expect(Object.keys(document)).toEqual([
    "checkouts",
    "totals",
    "recent_syncs",
    "hub",
    "watcher",
    "timer",
    "service",
  ]);
  expect(document.checkouts).toEqual([
    {
      slug: "api",
      path,
      branch: "main",
      upstream: "origin/main",
      ahead: 1,
      behind: 0,
      dirty: false,
      operation: null,
      paused_until: null,
      hooks: "installed",
      last_state_synced_at: expect.stringMatching(/Z$/),
      last_pushed_at: null,
      last_pulled_at: null,
      freshness: "fresh",
      last_run: {
        trigger: "commit",
        outcome: "synced",
        reason: null,
        started_at: "2026-03-01T12:00:00Z",
        duration_ms: 120,
        steps: [{ name: "push", outcome: "synced", detail: "1 commit", duration_ms: 80 }],
      },
      tasks: { todo: 0, in_progress: 0, blocked: 0, done: 0, cancelled: 0 },
      open_conflicts: 0,
      problem: { severity: "note", what: "1 unpushed commit", mend: "sync-hooks sync api" },
    },
  ]);
  expect(document.hub).toEqual({ online: true, error: null, problem: null });
  expect(document.watcher).toEqual({ running: false, pid: null });
  expect(Object.keys(document.timer)).toEqual(["via", "last_at", "next_at", "problem"]);
});

test("the worst checkout stands first, with the command that mends it", async () => {
  const home = makeHome();
  const fine = { lastStateSyncedAt: minutesAgo(2) };
  await addCheckout(home, repository(home, "alpha"), { ...fine, run: {} });
  await addCheckout(home, repository(home, "beta"), {
    ...fine,
    lastStateSyncedAt: minutesAgo(3000),
  });
  await addCheckout(home, repository(home, "gamma"), {
    ...fine,
    run: { outcome: "auth", reason: "the remote asks for a password" },
  });
  const document = await statusJson(home);
  expect(document.checkouts.map(({ slug }) => slug)).toEqual(["gamma", "beta", "alpha"]);
  expect(document.totals).toMatchObject({ checkouts: 3, failing: 1, fresh: 2, stale: 1 });
  const { stdout } = await syncHooks(home, ["status"]);
  expect(stdout).toContain("  ✖ the remote asks for a password\n  → git -C ~/code/gamma push\n");
});

test("a named checkout is shown step by step; an unknown one is refused with the nearest name", async () => {
  const home = makeHome();
  await addCheckout(home, repository(home, "billing"), {
    run: { steps: [{ name: "push", outcome: "synced", detail: "2 commits", durationMs: 80 }] },
  });
  const { stdout } = await syncHooks(home, ["status", "billing"]);
  expect(stdout).toMatch(/push +✔ synced +80 ms +2 commits/);
  const unknown = await syncHooks(home, ["status", "biling"]);
  expect(unknown.status).toBe(64);
  expect(unknown.stderr).toContain("did you mean billing?");
});

test("inside a registered checkout, status shows that one and counts the others; --all shows every one", async () => {
  const home = makeHome();
  const path = repository(home, "api");
  await addCheckout(home, path, { lastStateSyncedAt: minutesAgo(1), run: {} });
  await addCheckout(home, repository(home, "docs"), { lastStateSyncedAt: minutesAgo(3000) });
  await addCheckout(home, repository(home, "web"), {
    run: { outcome: "auth", reason: "the remote asks for a password" },
  });
  const here = await syncHooks(home, ["-C", path, "status"]);
  expect(here.stdout).toMatch(/^api {2}.*\n {2}branch +main/);
  expect(here.stdout).toContain("2 other checkouts, 1 failing  → sync-hooks status --all\n");
  expect(here.stdout).not.toContain("web");
  const all = await syncHooks(home, ["-C", path, "status", "--all"]);
  expect(all.stdout).toMatch(/^CHECKOUT[^]*web[^]*docs[^]*api/);
  const document = await statusJson(home, "-C", path);
  expect(document.checkouts.map(({ slug }) => slug)).toEqual(["api"]);
  expect(document.totals).toEqual((await statusJson(home, "--all")).totals);
});

test("inside an unregistered checkout, status shows all", async () => {
  const home = makeHome();
  await addCheckout(home, repository(home, "api"));
  await addCheckout(home, repository(home, "web"));
  const document = await statusJson(home, "-C", repository(home, "other"));
  expect(document.checkouts).toHaveLength(2);
});

test("operations in progress, detached heads, dirt and pauses are seen", async () => {
  const home = makeHome();
  const path = repository(home, "api");
  await addCheckout(home, path);
  writeFileSync(join(path, "new.txt"), "");
  git(home, path, "switch", "--quiet", "--detach");
  mkdirSync(join(path, ".git", "rebase-merge"));
  await syncHooks(home, ["pause", "api"]);
  const [checkout] = (await statusJson(home)).checkouts;
  expect(checkout).toMatchObject({
    branch: null,
    upstream: null,
    ahead: null,
    dirty: true,
    operation: "rebase",
    paused_until: "9999-12-31T23:59:59Z",
    problem: { what: "paused" },
  });
});

test("a checkout that is gone or broken is shown with its mend, and the others are shown as ever", async () => {
  const home = makeHome();
  const gone = repository(home, "gone");
  const broken = repository(home, "broken");
  for (const path of [gone, broken, repository(home, "fine")])
    await addCheckout(home, path, { lastStateSyncedAt: minutesAgo(1) });
  rmSync(gone, { recursive: true });
  writeFileSync(join(broken, ".git", "HEAD"), "nonsense");
  const { checkouts } = await statusJson(home);
  expect(checkouts.map(({ slug, dirty, problem }) => [slug, dirty, problem?.severity])).toEqual([
    ["broken", null, "bad"],
    ["gone", null, "bad"],
    ["fine", false, undefined],
  ]);
});

test("with the hub offline, what only it knows is null, the view says so, and the exit status is 2", async () => {
  const home = makeHome();
  await addCheckout(home, repository(home, "api"), { lastStateSyncedAt: minutesAgo(1) });
  mkdirSync(join(configFile(home), ".."), { recursive: true });
  writeFileSync(configFile(home), "hub: postgres://nobody@127.0.0.1:1/hub\n");
  const result = await syncHooks(home, ["status", "--json"]);
  const document: StatusDocument = JSON.parse(result.stdout);
  expect(result.status).toBe(2);
  expect(document.hub).toMatchObject({ online: false, problem: { severity: "warn" } });
  expect(document.hub.error).toContain("127.0.0.1:1");
  expect(document.checkouts[0]).toMatchObject({ slug: "api", tasks: null, open_conflicts: null });
  const { stdout, status } = await syncHooks(home, ["status"]);
  expect(stdout).toContain("⚠ the hub");
  expect(status).toBe(2);
});

test("a damaged hub is no offline one: the view names the mend, and the exit status is 1", async () => {
  const home = makeHome();
  await addCheckout(home, repository(home, "api"), { lastStateSyncedAt: minutesAgo(1) });
  for (const suffix of ["", "-wal", "-shm"]) rmSync(hubFile(home) + suffix, { force: true });
  writeFileSync(hubFile(home), "this is no database, and long enough to be read as one".repeat(20));
  const result = await syncHooks(home, ["status", "--json"]);
  const document: StatusDocument = JSON.parse(result.stdout);
  expect(result.status).toBe(1);
  expect(document.hub).toMatchObject({ online: false, problem: { severity: "bad" } });
  expect(document.hub.error).toContain(hubFile(home));
  expect(document.checkouts[0]).toMatchObject({ slug: "api", tasks: null, open_conflicts: null });
  const { stdout, status } = await syncHooks(home, ["status"]);
  expect(stdout).toMatch(/✖ the hub .* is damaged/);
  expect(stdout).toContain("sync-hooks hub restore FILE");
  expect(status).toBe(1);
});

test("a config that cannot be read ends with exit status 78", async () => {
  const home = makeHome();
  await addCheckout(home, repository(home, "api"));
  mkdirSync(join(configFile(home), ".."), { recursive: true });
  writeFileSync(configFile(home), "hub: [");
  expect((await syncHooks(home, ["status"])).status).toBe(78);
});
