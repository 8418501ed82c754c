import { describe, expect, test } from "vitest";
import { makeHome } from "../../helpers/home.ts";
import { addManyRepos } from "../../helpers/many-repos.ts";
import { contextOf } from "../../helpers/registered.ts";
import { startServer, type TestServer } from "../../helpers/server.ts";
import { makeDesk, workplan } from "../../helpers/tasks.ts";

/** One document of the API that can be changed, and how somebody else changes it behind its reader's back. */
type Subject = { server: TestServer; path: string; meanwhile: (value: string) => Promise<void> };

async function serveTask(): Promise<Subject> {
  const desk = await makeDesk();
  desk.write("workplans/plan.md", workplan({ T1: "todo" }, "id: WP-1\ntitle: Plan"));
  desk.commit();
  await desk.sync();
  const meanwhile = async (value: string) =>
    void desk.sql("UPDATE tasks SET title = ? WHERE key = 'T1'", value);
  return {
    server: await startServer(desk.ctx),
    path: `tasks/${desk.row("T1")?.["id"]}`,
    meanwhile,
  };
}

async function serveRepo(): Promise<Subject> {
  const ctx = contextOf(makeHome());
  await addManyRepos(ctx, 1);
  const hub = await ctx.hub();
  const meanwhile = async (value: string) =>
    void (await hub.write((db) =>
      db.updateTable("repos").set({ default_branch: value }).execute(),
    ));
  return { server: await startServer(ctx), path: "repos/r000/", meanwhile };
}

const subjects = [
  { name: "PATCH /tasks/{id}", field: "title", serve: serveTask },
  { name: "PATCH /repos/{slug}/", field: "default_branch", serve: serveRepo },
];

describe.each(subjects)("$name", ({ field, serve }) => {
  async function open() {
    const { server, path, meanwhile } = await serve();
    const read = async () => (await server.ask(path)).headers.get("etag") ?? "";
    const value = async () =>
      ((await (await server.ask(path)).json()) as Record<string, unknown>)[field];
    const patch = (to: string, ifMatch: string | null) =>
      server.ask(path, {
        method: "PATCH",
        json: { [field]: to },
        headers: ifMatch === null ? {} : { "if-match": ifMatch },
      });
    return { read, value, patch, meanwhile };
  }

  test("with the tag that was read changes it, and gives the tag of what stands now", async () => {
    const { read, value, patch } = await open();
    const set = await patch("one", await read());
    expect(set.status).toBe(200);
    expect(set.headers.get("etag")).toBe(await read());
    expect(await value()).toBe("one");
    expect((await patch("two", set.headers.get("etag"))).status).toBe(200);
  });

  test("with a tag that somebody has overtaken is refused with 412, and nothing is written", async () => {
    const { read, value, patch, meanwhile } = await open();
    const tag = await read();
    await meanwhile("theirs");
    const late = await patch("ours", tag);
    expect(late.status).toBe(412);
    expect(late.headers.get("content-type")).toBe("application/problem+json");
    expect(await late.json()).toMatchObject({
      code: "precondition",
      hint: expect.stringContaining("read"),
    });
    expect(await value()).toBe("theirs");
  });

  test("with a tag that was never given out is refused with 412, and nothing is written", async () => {
    const { value, patch } = await open();
    const before = await value();
    for (const tag of ['"0.0"', '"nonsense"', "1", 'W/"1.x"'])
      expect((await patch("ours", tag)).status, tag).toBe(412);
    expect(await value()).toBe(before);
  });

  test("without a tag, or with any, the last writer wins", async () => {
    const { value, patch, meanwhile } = await open();
    await meanwhile("theirs");
    expect((await patch("ours", null)).status).toBe(200);
    expect(await value()).toBe("ours");
    expect((await patch("mine", "*")).status).toBe(200);
    expect(await value()).toBe("mine");
  });
});
