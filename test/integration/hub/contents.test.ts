import * as fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { DumpRow } from "../../../src/core/hub-dump.ts";
import { moveHub } from "../../../src/hub/contents/move-hub.ts";
import { readContents } from "../../../src/hub/contents/read-contents.ts";
import { hubTableNames } from "../../../src/hub/contents/tables.ts";
import type { Hub } from "../../../src/hub/hub.ts";
import { openHub, openHubAnyway } from "../../../src/hub/open.ts";
import { writeRestores } from "../../../src/hub/restores.ts";
import { changedWorkstreams } from "../../../src/hub/tasks.ts";
import { hubKinds, openTestHub } from "../../helpers/hub-kinds.ts";
import { requiresPostgres } from "../../helpers/postgres.ts";
import { fillHub, hubRows } from "../../helpers/full-hub.ts";

const [sqlite, postgres] = hubKinds();
if (!sqlite || !postgres) throw new Error("both kinds are needed");

/** Everything that a hub holds, table by table, as any client reads it. */
async function everything(hub: Hub): Promise<{ rows: Record<string, DumpRow[]>; hubId: string }> {
  return hub.snapshot(async (db) => {
    const contents = await readContents(hub, db);
    const rows: Record<string, DumpRow[]> = {};
    for await (const part of contents.rows) (rows[part.table] ??= []).push(...part.rows);
    return { rows, hubId: contents.hubId };
  });
}

async function moved(from: Hub, toUrl: string): Promise<Hub> {
  const to = await openHubAnyway(toUrl);
  await moveHub(from, to);
  await to.close();
  return openTestHub(toUrl);
}

test.each([sqlite, postgres])(
  "on $name every table but those about the database itself is carried",
  async (kind) => {
    if (kind.isMissing()) return;
    const url = await kind.newUrl();
    await openTestHub(url);
    const names =
      kind.name === "SQLite"
        ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'";
    const found = (await kind.sql(url, names)).map(({ name }) => String(name));
    expect(found.filter((name) => name !== "meta" && name !== "migrations").sort()).toEqual(
      [...hubTableNames].sort(),
    );
  },
);

describe.skipIf(requiresPostgres())("a move", () => {
  test("from SQLite to PostgreSQL and back changes no value of any row in any table", async () => {
    await fc.assert(
      fc.asyncProperty(hubRows, async (given) => {
        const hub = await openTestHub(await sqlite.newUrl());
        await fillHub(hub, given);
        const before = await everything(hub);
        for (const table of hubTableNames) expect(before.rows[table]?.length).toBeGreaterThan(0);
        const onServer = await moved(hub, await postgres.newUrl());
        expect(await everything(onServer)).toEqual(before);
        const back = await moved(onServer, await sqlite.newUrl());
        expect(await everything(back)).toEqual(before);
      }),
      { numRuns: 6 },
    );
  });

  test("keeps who has seen what: nothing is news after it, and whatever is written after it is", async () => {
    const hub = await openTestHub(await sqlite.newUrl());
    const { repoId } = await fillHub(hub, fc.sample(hubRows, 1)[0] ?? []);
    let [at, seen] = [hub, await hub.read(hub.dialect.changeNumber)];
    for (const kind of [postgres, sqlite, postgres]) {
      const url = await kind.newUrl();
      at = await moved(at, url);
      expect(at.id).toBe(hub.id);
      const change = await at.read(at.dialect.changeNumber);
      expect(change).toBeGreaterThanOrEqual(seen);
      expect(await at.read((db) => changedWorkstreams(db, repoId, seen))).toEqual(new Set());
      await kind.sql(url, "UPDATE tasks SET title = title || '!'");
      expect((await at.read((db) => changedWorkstreams(db, repoId, change))).size).toBeGreaterThan(
        0,
      );
      seen = await at.read(at.dialect.changeNumber);
      expect(seen).toBeGreaterThan(change);
    }
  });

  test.each([
    [sqlite, postgres],
    [postgres, sqlite],
  ])("leaves a place that names the new one and takes no write of any client", async (from, to) => {
    const [oldUrl, newUrl] = [await from.newUrl(), await to.newUrl()];
    const hub = await openTestHub(oldUrl);
    await fillHub(hub, fc.sample(hubRows, 1)[0] ?? []);
    const { place } = await moved(hub, newUrl);
    for (const write of [
      "UPDATE tasks SET title = 'x'",
      "DELETE FROM tasks",
      "INSERT INTO goals (id, repo_id, title) SELECT 'new', id, 't' FROM repos",
    ])
      await expect(from.sql(oldUrl, write)).rejects.toThrow(/this hub has moved to/);
    await expect(
      hub.write((db) => sql`UPDATE repos SET forge_id = 'x'`.execute(db)),
    ).rejects.toMatchObject({ message: expect.stringContaining(place) });
    await expect(openHub(oldUrl)).rejects.toMatchObject({
      code: "store",
      message: expect.stringContaining(`has moved to`),
      hint: expect.stringContaining(place),
    });
    // The place that the hub has left is where it may come back to.
    const there = await openTestHub(newUrl);
    await to.sql(newUrl, "UPDATE tasks SET title = 'since'");
    const since = await everything(there);
    const back = await moved(there, oldUrl);
    expect(await everything(back)).toEqual(since);
    await from.sql(oldUrl, "UPDATE tasks SET title = 'and on'");
  });

  test("brings along how often the hub was put back, and nothing that befell another hub there", async () => {
    const restores = [
      { id: "R1", change: 5, undone: true as const },
      { id: "R2", change: 8 },
    ];
    const hub = await openTestHub(await sqlite.newUrl());
    await hub.write((db) => writeRestores(db, restores));
    const onServer = await moved(hub, await postgres.newUrl());
    expect(await onServer.read(onServer.dialect.moment)).toMatchObject({ restores });

    const never = await openTestHub(await sqlite.newUrl());
    const place = await postgres.newUrl();
    const used = await openTestHub(place);
    await used.write((db) => writeRestores(db, restores));
    const there = await moved(never, place);
    expect(await there.read(there.dialect.moment)).toMatchObject({ restores: [] });
  });

  test("goes to no place that holds another hub, or a copy of this one that is in use", async () => {
    const hub = await openTestHub(await sqlite.newUrl());
    await fillHub(hub, fc.sample(hubRows, 1)[0] ?? []);
    const other = await openTestHub(await postgres.newUrl());
    await fillHub(other, fc.sample(hubRows, 1)[0] ?? []);
    await expect(moveHub(hub, other)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("holds another hub"),
    });
    await other.write((db) =>
      db.updateTable("meta").set({ value: hub.id }).where("key", "=", "hub_id").execute(),
    );
    await expect(moveHub(hub, { ...other, id: hub.id })).rejects.toMatchObject({
      message: expect.stringContaining("in use"),
    });
    await expect(moveHub(hub, hub)).rejects.toMatchObject({ code: "usage" });
  });

  test("that is cut off before or after the seal is finished by the same command", async () => {
    const [oldUrl, newUrl] = [await sqlite.newUrl(), await postgres.newUrl()];
    const hub = await openTestHub(oldUrl);
    await fillHub(hub, fc.sample(hubRows, 1)[0] ?? []);
    const before = await everything(hub);
    const cut = (which: "seal" | "last") => async () => {
      const to = await openHubAnyway(newUrl);
      let writes = 0;
      const dying: Hub = {
        ...to,
        write: (work) => ((writes += 1) === 2 && which === "last" ? die() : to.write(work)),
      };
      const from = await openHubAnyway(oldUrl);
      const sealing = { ...from.dialect, seal: which === "seal" ? die : from.dialect.seal };
      await expect(moveHub({ ...from, dialect: sealing }, dying)).rejects.toThrow("cut off");
      await Promise.all([to.close(), from.close()]);
      await expect(openHub(newUrl)).rejects.toMatchObject({
        message: expect.stringContaining("was cut off"),
      });
    };
    await cut("seal")();
    // The hub is still where it was.
    await sqlite.sql(oldUrl, "UPDATE repos SET forge_id = 'meanwhile'");
    await cut("last")();
    const from = await openHubAnyway(oldUrl);
    const there = await moved(from, newUrl);
    await from.close();
    const after = await everything(there);
    expect(after.rows["tasks"]).toEqual(before.rows["tasks"]);
    expect(after.rows["repos"]?.[0]).toMatchObject({ forge_id: "meanwhile" });
  });
});

const die = () => Promise.reject(new Error("cut off"));
