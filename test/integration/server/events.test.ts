import { expect, test } from "vitest";
import { stampRepo } from "../../../src/hub/stamps.ts";
import { openEvents } from "../../helpers/events.ts";
import { makeHome } from "../../helpers/home.ts";
import { addManyRepos } from "../../helpers/many-repos.ts";
import { contextOf } from "../../helpers/registered.ts";
import { startServer } from "../../helpers/server.ts";

async function serve() {
  const home = makeHome();
  const ctx = contextOf(home);
  await addManyRepos(ctx, 3);
  const hub = await contextOf(home).hub();
  /** As a sync of another process does. */
  const stamp = async (slug: string) => {
    const at = new Date().toISOString();
    const { id } = await hub.read((db) =>
      db.selectFrom("repos").select("id").where("slug", "=", slug).executeTakeFirstOrThrow(),
    );
    await hub.note(stampRepo(id, { lastStateSyncedAt: at }));
    return at;
  };
  return { ctx, hub, stamp, server: await startServer(ctx) };
}

test("a write of another process is told as the repository that it changed, and nothing else", async () => {
  const { server, stamp } = await serve();
  const events = await openEvents(server);
  expect((await events.next()).name).toBe("ready");
  const at = await stamp("r001");
  const event = await events.next();
  expect(event.name).toBe("repo");
  expect(event.data).toMatchObject({ slug: "r001", last_state_synced_at: at });
});

test("who comes back with Last-Event-ID gets what was missed, once and in order", async () => {
  const { server, stamp } = await serve();
  const first = await openEvents(server);
  await first.next();
  await stamp("r000");
  const seen = await first.next();
  first.close();

  await stamp("r001");
  const second = await openEvents(server, seen.id);
  expect((await second.next()).data).toMatchObject({ missed: 1 });
  expect((await second.next()).data).toMatchObject({ slug: "r001" });
  await stamp("r002");
  expect((await second.next()).data).toMatchObject({ slug: "r002" });
});

test("who comes back to another run of the server is told to read everything again", async () => {
  const { server } = await serve();
  const events = await openEvents(server, "0badc0de-7");
  expect((await events.next()).name).toBe("reset");
});

test("a repository that is no more is told", async () => {
  const { server, hub } = await serve();
  const events = await openEvents(server);
  await events.next();
  await hub.write((db) => db.deleteFrom("repos").where("slug", "=", "r002").execute());
  expect(await events.next()).toMatchObject({ name: "gone", data: { slug: "r002" } });
});

test("a server that is asked to end closes its streams and ends", async () => {
  const { server } = await serve();
  const events = await openEvents(server);
  await events.next();
  await server.stop();
  await expect(events.next()).rejects.toThrow("the stream has ended");
});
