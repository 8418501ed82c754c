import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";

/** Registered checkouts without hooks, so that nothing but the command syncs them. */
async function registered(...names: string[]) {
  const home = makeHome();
  const places = names.map((name) => {
    const remote = makeRemote(home, `remotes/${name}.git`);
    return { remote, path: makeRepository(home, `code/${name}`, remote) };
  });
  await syncHooks(home, ["add", "--scan", "code"]);
  return { home, places };
}

describe("sync", () => {
  test("pushes what is ahead and says so; a second time there is nothing to do", async () => {
    const { home, places } = await registered("api", "web");
    const [api] = places;
    const commit = commitFile(home, api?.path ?? "", "a.txt", "a\n");
    const first = await syncHooks(home, ["sync", "--all"]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(/^✔ synced +api +main → origin\/main \(1 commit\)$/m);
    expect(refOf(home, api?.remote ?? "", "main")).toBe(commit);
    const second = await syncHooks(home, ["sync", "api", "--json"]);
    expect(JSON.parse(second.stdout)).toMatchObject({
      checkouts: [{ slug: "api", outcome: expect.stringMatching(/^(nothing-to-do|synced)$/) }],
    });
  });

  test("--dry-run says what would be done and does nothing", async () => {
    const { home, places } = await registered("api");
    const { path = "", remote = "" } = places[0] ?? {};
    const before = refOf(home, remote, "main");
    commitFile(home, path, "a.txt", "a\n");
    const { status, stdout } = await syncHooks(home, ["-C", path, "sync", "--dry-run"]);
    expect(status).toBe(0);
    expect(stdout).toContain("push 1 to origin/main");
    expect(refOf(home, remote, "main")).toBe(before);
    git(home, path, "branch", "--unset-upstream");
    expect((await syncHooks(home, ["sync", "api", "--dry-run"])).stdout).toContain("no-upstream");
  });

  test("--dry-run of several goes on past one that is gone, and the status is 1", async () => {
    const { home, places } = await registered("api", "web");
    rmSync(places[0]?.path ?? "", { recursive: true });
    const { status, stdout, stderr } = await syncHooks(home, ["sync", "--all", "--dry-run"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^web +fetch; nothing to push +~\/code\/web$/m);
    expect(stderr).toContain(`${places[0]?.path} is gone`);
  });

  test("of several goes on past one that is gone, tells what to do about it, and the status is 1", async () => {
    const { home, places } = await registered("api", "web");
    rmSync(places[0]?.path ?? "", { recursive: true });
    const { status, stdout } = await syncHooks(home, ["sync", "--all", "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      checkouts: [
        { slug: "api", outcome: "failed", reason: "not-a-repo" },
        { slug: "web", outcome: "nothing-to-do" },
      ],
    });
    const told = await syncHooks(home, ["sync", "api"]);
    expect(told.stdout).toContain(`sync-hooks remove ${places[0]?.path}`);
  });

  test("--background comes back at once, and the remote gets the commit", async () => {
    const { home, places } = await registered("api");
    const { path = "", remote = "" } = places[0] ?? {};
    const commit = commitFile(home, path, "a.txt", "a\n");
    const { status, stdout } = await syncHooks(home, ["sync", "api", "--background"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `queued  api  ${path}\n` });
    await until("the remote has the commit", () => refOf(home, remote, "main") === commit);
    await until("the run is told", async () =>
      (await syncHooks(home, ["log", "api"])).stdout.includes("synced"),
    );
  });

  test("one checkout's failure stops no other, and the status is 1", async () => {
    const { home, places } = await registered("api", "docs", "web");
    const [api, docs, web] = places.map(({ path }) => path) as [string, string, string];
    rmSync(api, { recursive: true });
    writeFile(docs, ".sync-hooksrc", "pul: off\n");
    const commit = commitFile(home, web, "a.txt", "a\n");
    const { status, stdout } = await syncHooks(home, ["sync", "--all"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✖ failed +api /);
    expect((await syncHooks(home, ["log", "docs"])).stdout).toContain(
      `${join(docs, ".sync-hooksrc")}:1: pul is not a known key`,
    );
    expect(refOf(home, join(home.path, "remotes/web.git"), "main")).toBe(commit);
  });

  test("the user's broken config exits 78 and touches nothing", async () => {
    const { home, places } = await registered("api");
    const { path = "", remote = "" } = places[0] ?? {};
    const before = refOf(home, remote, "main");
    commitFile(home, path, "a.txt", "a\n");
    const config = writeFile(home.path, ".config/sync-hooks/config.yaml", "pull: perhaps\n");
    expect((await syncHooks(home, ["sync", "api"])).status).toBe(78);
    expect(refOf(home, remote, "main")).toBe(before);
    rmSync(config);
    expect((await syncHooks(home, ["sync", "api"])).status).toBe(0);
    expect(refOf(home, remote, "main")).not.toBe(before);
  });
});

test.each([
  ["--requested", "--background"],
  ["--requested", "--dry-run"],
  ["--background", "--dry-run"],
])("sync %s %s is refused: one would be passed over", async (...both) => {
  const home = makeHome();
  const { status, stderr } = await syncHooks(home, ["sync", "--all", ...both]);
  expect(status).toBe(64);
  for (const option of both) expect(stderr).toContain(option);
});
