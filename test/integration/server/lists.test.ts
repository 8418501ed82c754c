import { expect, test } from "vitest";
import { dispatch } from "../../../src/actions/dispatch/dispatch.ts";
import { deskWithConflict } from "../../helpers/conflict.ts";
import { startServer, type TestServer } from "../../helpers/server.ts";
import { makeDesk, workplan } from "../../helpers/tasks.ts";

type Item = Record<string, unknown>;

async function get(server: TestServer, path: string): Promise<Record<string, unknown>> {
  const response = await server.ask(path);
  expect(response.status, path).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

async function send(server: TestServer, method: string, path: string, json: unknown) {
  const response = await server.ask(path, { method, json });
  expect(response.status, `${method} ${path}`).toBeLessThan(300);
  return (await response.json()) as Item;
}

/** Every item of a list, page by page as the Link header leads; and how many pages there were. */
async function allPages(server: TestServer, path: string, name: string) {
  const items: Item[] = [];
  let pages = 0;
  for (let next: string | undefined = path; next !== undefined; pages += 1) {
    const response: Response = await server.ask(next);
    const body = (await response.json()) as Record<string, unknown>;
    items.push(...(body[name] as Item[]));
    next = /^<\/(.+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
    expect(typeof body["next"], "next says the same as Link").toBe(next ? "string" : "object");
  }
  return { items, pages };
}

test("tasks come by workstream and key, page by page, and can be narrowed", async () => {
  const desk = await makeDesk();
  desk.write(
    "workplans/plan.md",
    workplan({ T1: "todo", T2: "done", T3: "blocked\nneeds_human: true", T4: "todo", T5: "todo" }),
  );
  desk.write("workplans/next.md", workplan({ N1: "todo" }, "id: WP-2\ntitle: Next"));
  await desk.sync();
  desk.sql("UPDATE tasks SET removed_at = '2026-01-01T00:00:00.000Z' WHERE key = 'T5'");
  const server = await startServer(desk.ctx);
  const base = `repos/${desk.checkout.slug}/tasks`;
  const keys = async (query: string) =>
    ((await get(server, base + query))["tasks"] as Item[]).map(({ key }) => key);
  const all = await keys("");
  expect(all).toEqual(["T1", "T2", "T3", "T4", "N1"]);
  const paged = await allPages(server, `${base}?limit=2`, "tasks");
  expect(paged.items.map(({ key }) => key)).toEqual(all);
  expect(paged.pages).toBe(3);
  expect(await keys("?status=todo")).toEqual(["T1", "T4", "N1"]);
  expect(await keys("?status=todo&workstream=WP-2")).toEqual(["N1"]);
  expect(await keys("?needs_human=only")).toEqual(["T3"]);
  expect(await keys("?removed=show")).toContain("T5");
});

test("dispatch over HTTP is what the command gives, and is made anew after a write", async () => {
  const desk = await makeDesk();
  desk.write("workplans/plan.md", workplan({ T1: "todo" }));
  await desk.sync();
  const { slug } = desk.checkout;
  const server = await startServer(desk.ctx);
  const path = `repos/${slug}/dispatch`;
  expect(await get(server, path)).toEqual(await dispatch(desk.ctx, slug));
  desk.sql("UPDATE tasks SET status = 'in_progress'");
  expect(await get(server, path)).toMatchObject({
    active_workstreams: [{ pending_tasks: [{ key: "T1", status: "in_progress" }] }],
  });
});

test("a goal is set, replaced and closed; the list has the one that holds first", async () => {
  const desk = await makeDesk();
  const { slug } = desk.checkout;
  const server = await startServer(desk.ctx);
  await send(server, "PUT", `repos/${slug}/goal`, { title: "One" });
  await send(server, "PUT", `repos/${slug}/goal`, { title: "Two", description: "why" });
  const { items, pages } = await allPages(server, `repos/${slug}/goals?limit=1`, "goals");
  expect(items).toMatchObject([
    { title: "Two", description: "why", status: "active", closed_at: null },
    { title: "One", status: "closed", closed_at: expect.any(String) },
  ]);
  expect(pages).toBe(2);
  const closed = await get(server, `repos/${slug}/goals?status=closed`);
  expect(closed["goals"]).toMatchObject([{ title: "One" }]);
  expect(await send(server, "DELETE", `repos/${slug}/goal`, undefined)).toEqual({ closed: true });
  expect(await send(server, "DELETE", `repos/${slug}/goal`, undefined)).toEqual({ closed: false });
});

test("a person is asked about a task and answers; the list has what is open, or all", async () => {
  const desk = await makeDesk();
  desk.write("workplans/plan.md", workplan({ T1: "todo" }));
  await desk.sync();
  const { slug } = desk.checkout;
  const server = await startServer(desk.ctx);
  const path = `repos/${slug}/interventions`;
  const about = await send(server, "POST", path, { title: "Which logo?", task: "T1" });
  await send(server, "POST", path, { title: "Who pays?" });
  expect(desk.row("T1")).toMatchObject({ needs_human: 1 });
  const paged = await allPages(server, `${path}?limit=1`, "interventions");
  expect(paged.items.map(({ title }) => title)).toEqual(["Which logo?", "Who pays?"]);
  await send(server, "POST", `interventions/${String(about["id"])}/resolve`, { answer: "blue" });
  expect(desk.row("T1")).toMatchObject({ needs_human: 0 });
  expect((await get(server, path))["interventions"]).toMatchObject([{ title: "Who pays?" }]);
  const any = (await get(server, `${path}?status=any`))["interventions"] as Item[];
  expect(any.find(({ id }) => id === about["id"])).toMatchObject({ answer: "blue" });
});

test("conflicts are listed by file and state, and one that is decided is open no more", async () => {
  const desk = await deskWithConflict();
  const server = await startServer(desk.ctx);
  const list = (query: string) => get(server, `conflicts${query}`);
  const open = (await list(""))["conflicts"] as Item[];
  expect(open).toMatchObject([{ field: "status", markdown: "in_progress", hub: "blocked" }]);
  expect(await list("?file=workplans/other.md")).toMatchObject({ conflicts: [], total: 0 });
  expect(await list(`?repo=${desk.checkout.slug}&file=workplans/plan.md`)).toMatchObject({
    total: 1,
  });
  const resolve = `conflicts/${String(open[0]?.["id"])}/resolve`;
  expect(await send(server, "POST", resolve, { take: "hub" })).toMatchObject({
    carried_out: "soon",
  });
  await expect
    .poll(async () => (await list(""))["total"], { timeout: 60_000, interval: 200 })
    .toBe(0);
  expect(await list("?state=all")).toMatchObject({ total: 1 });
  const again = await server.ask(resolve, { method: "POST", json: { take: "markdown" } });
  expect(again.status).toBe(409);
});
