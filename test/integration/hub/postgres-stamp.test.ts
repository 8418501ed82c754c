import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
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
    way.hold("COMMIT");
    const at = "2026-01-01T00:00:00Z";
    await hub.note((db) => [
      db.updateTable("repos").set({ last_pushed_at: at }).where("id", "=", id),
      db.updateTable("repos").set({ last_pulled_at: at }).where("id", "=", id),
    ]);
    const rows = await hub.read((db) =>
      db.selectFrom("repos").select(["last_pushed_at", "last_pulled_at"]).execute(),
    );
    expect(rows).toEqual([{ last_pushed_at: at, last_pulled_at: at }]);
  });
});
