import { execFileSync } from "node:child_process";
import { Client } from "pg";
import sql from "sql-template-tag";
import { describe, expect, onTestFinished, test } from "vitest";
import { applyWrites } from "../../../src/hub/apply.ts";
import type { Hub } from "../../../src/hub/hub.ts";
import { changedWorkstreams } from "../../../src/hub/tasks.ts";
import { addTestRepo } from "../../helpers/hub.ts";
import { openTestHub } from "../../helpers/hub-kinds.ts";
import {
  postgresProgram,
  requiresPostgres,
  runSql,
  sharedPostgres,
} from "../../helpers/postgres.ts";

const server = sharedPostgres();

/** A hub with two workstreams of one task each, and what a reader who looks now and then gets to see. */
async function readHub() {
  const url = await (await server()).createDatabase();
  const hub = await openTestHub(url);
  const { id: repoId } = await addTestRepo(hub);
  await write(hub, repoId, "A");
  await write(hub, repoId, "B");
  return { url, hub, repoId, look: reader(hub, repoId) };
}

function write(hub: Hub, repoId: string, key: string) {
  const place = {
    repoId,
    idRoot: "root",
    checkout: "here",
    placedBy: "here",
    at: "2026-01-01T00:00:00Z",
    receipt: key,
    restore: null,
  };
  const task = {
    kind: "add",
    key: "T",
    words: { title: key, status: "todo" },
    position: 0,
  } as const;
  const head = { title: null, status: null };
  const rest = { id: null, file: `${key}.md`, head, conflicts: [], positions: [] };
  return applyWrites(hub, place, [{ key, tasks: [task], ...rest }]);
}

/** Looks from where the last look ended, as a reconcile does: the number first, then the rows. */
function reader(hub: Hub, repoId: string): () => Promise<string[]> {
  let seen = 0;
  return async () => {
    const change = await hub.read(hub.dialect.changeNumber);
    expect(change).toBeGreaterThanOrEqual(seen);
    const changed = await hub.read((db) => changedWorkstreams(db, repoId, seen));
    seen = change;
    return [...changed].sort();
  };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const update = (key: string) => `UPDATE tasks SET priority = 'p' || rev WHERE title = '${key}'`;

describe.skipIf(requiresPostgres())("the change number on PostgreSQL", () => {
  test("a write that commits after a later one was read is not missed", async () => {
    const { url, look } = await readHub();
    const [early, late] = [await connect(url), await connect(url)];
    expect(await look()).toEqual(["A", "B"]);
    await early.query("BEGIN");
    await early.query(update("A"));
    await late.query(update("B"));
    expect(await look()).toEqual(["B"]);
    await early.query("COMMIT");
    expect(await look()).toEqual(["A", "B"]);
    expect(await look()).toEqual([]);
  });

  test("a transaction that stays open stops nobody else, and is seen when it ends", async () => {
    const { url, hub, repoId, look } = await readHub();
    const open = await connect(url);
    await look();
    await open.query("BEGIN");
    await open.query(update("A"));
    const applied = await write(hub, repoId, "C");
    // Whoever wrote cannot claim to know all up to its own write.
    expect(applied).toMatchObject({ kind: "done" });
    if (applied.kind === "done") expect(applied.change.after).toBe(applied.change.before);
    for (let round = 0; round < 3; round += 1) expect(await look()).toContain("C");
    // What was read lies above it: by this a hub is known to have been put back.
    const { change, latest } = await hub.read(hub.dialect.moment);
    expect(latest).toBeGreaterThan(change);
    await open.query("COMMIT");
    expect(await look()).toEqual(["A", "C"]);
    expect(await look()).toEqual([]);
  });

  test("a write of one's own that nobody came between needs no second look", async () => {
    const { hub, repoId } = await readHub();
    const applied = await write(hub, repoId, "C");
    const change = await hub.read(hub.dialect.changeNumber);
    expect(applied).toMatchObject({ change: { after: change } });
  });

  test("what others do on the same server moves no change number", async () => {
    const { hub } = await readHub();
    const before = await hub.read(hub.dialect.changeNumber);
    const elsewhere = await (await server()).createDatabase();
    await runSql(elsewhere, "CREATE TABLE x (y int); INSERT INTO x VALUES (1)");
    await hub.note([sql`UPDATE repos SET last_pushed_at = '2026-01-01T00:00:00Z'`]);
    expect(await hub.read(hub.dialect.changeNumber)).toBe(before);
  });

  test("writers without end are all seen by a reader who never stops looking", async () => {
    const { url, look } = await readHub();
    const clients = await Promise.all([1, 2, 3, 4].map(() => connect(url)));
    await look();
    const last = new Map<string, number>();
    const state = { writing: true };
    const writers = clients.map(async (client, at) => {
      for (let round = 0; round < 40; round += 1) {
        await client.query("BEGIN");
        await client.query(update(at % 2 === 0 ? "A" : "B"));
        if (round % 3 === 0) await client.query("SELECT pg_sleep(0.004)");
        await client.query(round % 5 === 4 ? "ROLLBACK" : "COMMIT");
      }
    });
    const done = Promise.all(writers).then(() => (state.writing = false));
    const revs = async () =>
      new Map(
        (await runSql(url, "SELECT title, rev FROM tasks")).map((row) => [
          String(row["title"]),
          Number(row["rev"]),
        ]),
      );
    while (state.writing)
      for (const key of await look()) last.set(key, (await revs()).get(key) ?? 0);
    await done;
    for (const key of await look()) last.set(key, (await revs()).get(key) ?? 0);
    expect(last).toEqual(await revs());
    expect(await look()).toEqual([]);
  });

  test("TRUNCATE is seen as the deletion that it is", async () => {
    const { url, look } = await readHub();
    await look();
    await runSql(url, "TRUNCATE tasks CASCADE");
    expect(await look()).toEqual(["A", "B"]);
  });

  test("rows that were restored on a server with lower numbers are read again, and later writes are seen", async () => {
    const { url, repoId } = await readHub();
    // As if the first server had seen many more transactions than this one.
    await runSql(
      url,
      "UPDATE meta SET value = '5000000' WHERE key = 'change_offset'; UPDATE tasks SET title = title",
    );
    const hub = await openTestHub(url);
    const before = await hub.read(hub.dialect.changeNumber);
    expect(before).toBeGreaterThan(5_000_000);
    const copy = await (await server()).createDatabase();
    const dump = execFileSync(postgresProgram("pg_dump"), ["-d", url], { encoding: "utf8" });
    // What the copy's offset was is lost with its meta table's last change, as in an older backup.
    const older = dump.replace("change_offset\t5000000", "change_offset\t0");
    execFileSync(postgresProgram("psql"), ["-X", "-q", "-o", "/dev/null", "-d", copy], {
      input: older,
    });
    const restored = await openTestHub(copy);
    expect(restored.id).toBe(hub.id);
    const look = reader(restored, repoId);
    expect(await look()).toEqual(["A", "B"]);
    expect(await restored.read(restored.dialect.changeNumber)).toBeGreaterThan(before);
    await runSql(copy, update("A"));
    expect(await look()).toEqual(["A"]);
    const revs = await runSql(copy, "SELECT rev FROM tasks WHERE title = 'B'");
    expect(revs).toEqual(await runSql(url, "SELECT rev FROM tasks WHERE title = 'B'"));
  });
});
