import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import sql from "sql-template-tag";
import { describe, expect, onTestFinished, test } from "vitest";
import { listRepos } from "../../../src/hub/repos.ts";
import { writeStamps } from "../../../src/hub/stamps.ts";
import { addTestRepo } from "../../helpers/hub.ts";
import { openTestHub } from "../../helpers/hub-kinds.ts";
import { requiresPostgres, sharedPostgres } from "../../helpers/postgres.ts";

const server = sharedPostgres();

/** A way to the database on which, once `hold` is called, no answer comes back before these words were sent. */
async function slowWayTo(url: string) {
  const target = new URL(url);
  const port = Number(target.port);
  let [awaited, sent] = ["", ""];
  const held: (() => void)[] = [];
  const sockets: Socket[] = [];
  const proxy = createServer((client) => {
    const far = connect(port, target.hostname);
    sockets.push(client, far);
    client.on("data", (bytes) => {
      sent += bytes.toString("latin1");
      far.write(bytes);
      if (sent.includes(awaited)) for (const release of held.splice(0)) release();
    });
    far.on("data", (bytes) => {
      if (sent.includes(awaited)) client.write(bytes);
      else held.push(() => client.write(bytes));
    });
    for (const socket of [client, far])
      socket.on("close", () => [client, far].forEach((one) => one.destroy()));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  target.port = String((proxy.address() as AddressInfo).port);
  const hold = (words: string) => {
    awaited = words;
    sent = "";
  };
  return { url: target.href, hold };
}

describe.skipIf(requiresPostgres())("a stamp on PostgreSQL", () => {
  test("is sent whole before the first answer has come back", async () => {
    const way = await slowWayTo(await (await server()).createDatabase());
    const hub = await openTestHub(way.url);
    const { id } = await addTestRepo(hub);
    way.hold("last_pulled_at");
    const at = "2026-01-01T00:00:00Z";
    await hub.note([
      sql`UPDATE repos SET last_pushed_at = ${at} WHERE id = ${id}`,
      sql`UPDATE repos SET last_pulled_at = ${at} WHERE id = ${id}`,
    ]);
    const rows = await hub.read((db) =>
      db.selectFrom("repos").select(["last_pushed_at", "last_pulled_at"]).execute(),
    );
    expect(rows).toEqual([{ last_pushed_at: at, last_pulled_at: at }]);
  });

  test("holds every value as it was given, whatever stands in it", async () => {
    const hub = await openTestHub(await (await server()).createDatabase());
    const { id } = await addTestRepo(hub);
    const odd = [
      "it's",
      String.raw`\'; DELETE FROM repos; --`,
      "$1 ? :a %s",
      'quote " and ü 🦊',
      "line\nbreak\ttab",
      "",
      "E'\\x00'",
    ];
    for (const detail of odd) {
      await writeStamps(hub, [{ ...stamp(id), path: `/code/${detail}`, detail }]);
      const rows = await hub.read((db) =>
        db.selectFrom("checkouts").selectAll().where("path", "=", `/code/${detail}`).execute(),
      );
      expect(rows).toMatchObject([{ last_detail: detail, last_reason: null }]);
    }
    expect(await listRepos(hub)).toHaveLength(1);
    expect(await hub.read((db) => db.selectFrom("checkouts").selectAll().execute())).toHaveLength(
      odd.length,
    );
  });

  test("puts U+FFFD in the place of a NUL, which no text of PostgreSQL's can hold", async () => {
    const hub = await openTestHub(await (await server()).createDatabase());
    const { id } = await addTestRepo(hub);
    await writeStamps(hub, [{ ...stamp(id), detail: "cut\0off" }]);
    const rows = await hub.read((db) => db.selectFrom("checkouts").selectAll().execute());
    expect(rows).toMatchObject([{ last_detail: "cut\uFFFDoff" }]);
  });
});

const stamp = (repoId: string) => ({
  repoId,
  machine: "m",
  path: "/code/app",
  outcome: "failed",
  reason: null,
  detail: null,
  at: "2026-01-01T00:00:00.000Z",
  times: { lastStateSyncedAt: "2026-01-01T00:00:00.000Z" },
  quiet: true,
});
