import { describe, expect, test } from "vitest";
import type { RepoHealth } from "../../../src/core/health/repo-health.ts";
import { addManyRepos } from "../../helpers/many-repos.ts";
import { makeHome } from "../../helpers/home.ts";
import { contextOf } from "../../helpers/registered.ts";
import { latestRuns } from "../../../src/ledger/runs.ts";
import { commitFile, refOf } from "../../helpers/repository.ts";
import { until } from "../../helpers/until.ts";
import { untilQuiet } from "../../helpers/workers.ts";
import { startServer, type TestServer } from "../../helpers/server.ts";
import { makeWorld } from "../../helpers/synced.ts";

type List = { repos: RepoHealth[]; totals: Record<string, number>; next: string | null };

const list = async ({ ask }: TestServer, query = "") =>
  (await (await ask(`repos/${query}`)).json()) as List;

async function serveMany(count: number) {
  const ctx = contextOf(makeHome());
  await addManyRepos(ctx, count);
  return { ctx, server: await startServer(ctx) };
}

test("a repository is shown with its checkouts, problem, age and last syncs", async () => {
  const world = await makeWorld();
  const record = await world.run("commit");
  const server = await startServer(world.ctx);
  const { repos, totals } = await list(server);
  expect(totals).toMatchObject({ all: 1, fresh: 1, warning: 1, failing: 0 });
  expect(repos[0]).toMatchObject({
    slug: "work",
    freshness: "fresh",
    problem: { severity: "warn", mend: "sync-hooks install work" },
    checkouts: [{ path: world.work, here: true, outcome: record.outcome, hooks: "missing" }],
    recent_syncs: [{ at: record.startedAt, outcome: record.outcome }],
  });
  const one = await server.ask("repos/work/");
  expect(await one.json()).toEqual(repos[0]);
});

describe("the list", () => {
  test("is worst first, and its pages together are the whole", async () => {
    const { server } = await serveMany(60);
    const whole = await list(server, "?limit=1000");
    expect(whole.repos.map(({ problem }) => problem?.severity ?? "none")).toEqual(
      whole.repos
        .map(({ problem }) => problem?.severity ?? "none")
        .toSorted((a, b) => severityOrder.indexOf(a) - severityOrder.indexOf(b)),
    );
    const slugs: string[] = [];
    let path: string | null = "repos/?limit=25";
    while (path !== null) {
      const response: Response = await server.ask(path);
      slugs.push(...((await response.json()) as List).repos.map(({ slug }) => slug));
      path = /^<\/(.+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1] ?? null;
    }
    expect(slugs).toEqual(whole.repos.map(({ slug }) => slug));
  });

  test("can be narrowed by state and by words; the totals stay those of all", async () => {
    const { server } = await serveMany(40);
    const failing = await list(server, "?state=failing");
    expect(failing.repos.length).toBe(failing.totals["failing"]);
    expect(failing.repos.every(({ problem }) => problem?.severity === "bad")).toBe(true);
    expect(failing.totals["all"]).toBe(40);
    const named = await list(server, "?q=LAPTOP%20r00");
    expect(named.repos.map(({ slug }) => slug).sort()).toEqual(
      ["r001", "r003", "r005", "r007", "r009"].sort(),
    );
  });

  test("is sent again only after something has changed", async () => {
    const { ctx, server } = await serveMany(3);
    const first = await server.ask("repos/");
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    expect((await server.ask("repos/", { headers })).status).toBe(304);
    await addManyRepos(ctx, 4);
    const third = await server.ask("repos/", { headers });
    expect(third.status).toBe(200);
    expect(((await third.json()) as List).totals["all"]).toBe(4);
  });
});

describe("PATCH", () => {
  test("sets what the hub has on record; an earlier time is ignored, one to come refused", async () => {
    const { server } = await serveMany(1);
    const patch = (json: unknown) => server.ask("repos/r000/", { method: "PATCH", json });
    const at = new Date().toISOString();
    const set = await patch({ default_branch: "trunk", last_state_synced_at: at });
    expect(await set.json()).toMatchObject({ default_branch: "trunk", last_state_synced_at: at });
    const earlier = await patch({ last_state_synced_at: "2020-01-01T00:00:00+02:00" });
    expect(await earlier.json()).toMatchObject({ last_state_synced_at: at });
    const toCome = await patch({ last_state_synced_at: "2999-01-01T00:00:00Z" });
    expect(toCome.status).toBe(400);
  });
});

test("what is wrong with a request is told as a problem, with its place and mend", async () => {
  const { server } = await serveMany(1);
  const unknown = await server.ask("repos/r00/");
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ code: "not-found", hint: "did you mean r000?" });
  const invalid = await server.ask("repos/?limit=0&colour=red");
  expect(invalid.status).toBe(400);
  expect(await invalid.json()).toMatchObject({
    status: 400,
    code: "usage",
    errors: [{ in: "query", path: "limit" }, { in: "query" }],
  });
  const route = await server.ask("nowhere");
  expect([route.status, route.headers.get("content-type")]).toEqual([
    404,
    "application/problem+json",
  ]);
});

test("a sync that is asked for runs once, in the name of the API", async () => {
  const world = await makeWorld();
  const { home, work, ctx, checkout } = world;
  const commit = commitFile(home, work, "a.txt", "a\n");
  const { ask } = await startServer(ctx);
  const response = await ask("repos/work/sync", { method: "POST" });
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({ queued: [{ path: work }] });
  await until("the run is recorded", () => latestRuns(ctx.ledger(), checkout.id, 5).length > 0);
  await untilQuiet(home);
  expect(refOf(home, world.remote, "main")).toBe(commit);
  expect(latestRuns(ctx.ledger(), checkout.id, 5)).toMatchObject([
    { trigger: "api", outcome: "synced" },
  ]);
});

test("a sync is refused where this machine has no checkout, and says where to start it", async () => {
  const { server } = await serveMany(1);
  const response = await server.ask("repos/r000/sync", { method: "POST" });
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ code: "elsewhere" });
});

const severityOrder = ["bad", "warn", "note", "none"];
