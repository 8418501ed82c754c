import Database from "libsql";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { changeBases } from "../../../src/ledger/bases.ts";
import { cachedConfig, keepConfig } from "../../../src/ledger/config-cache.ts";
import { listCheckouts, putCheckout, updateCheckout } from "../../../src/ledger/checkouts.ts";
import { migrations } from "../../../src/ledger/migrations.ts";
import { openLedger, type Ledger } from "../../../src/ledger/open.ts";
import { latestRuns, recordRun } from "../../../src/ledger/runs.ts";
import { findUnconfirmed, noteUnconfirmed } from "../../../src/ledger/unconfirmed.ts";
import { journaledWrites } from "../../../src/ledger/writes.ts";
import { makeHome } from "../../helpers/home.ts";

const checkout = {
  slug: "app",
  repoId: "r1",
  path: "/code/app",
  gitDir: "/code/app/.git",
  commonDir: "/code/app/.git",
  remoteKey: null,
  localKey: "local:1",
  registeredAt: "2026-01-01T00:00:00Z",
};

function makeLedger() {
  const path = join(makeHome().path, "state", "ledger.db");
  const ledger = openLedger(path);
  onTestFinished(() => ledger.close());
  return { path, ledger };
}

test("a new ledger is readable by its owner alone, its journal files too", () => {
  const { path } = makeLedger();
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("registering a checkout twice keeps one row and its sync times", () => {
  const { ledger } = makeLedger();
  const first = putCheckout(ledger, checkout);
  updateCheckout(ledger, first.id, { lastStateSyncedAt: "2026-01-02T00:00:00Z" });
  const second = putCheckout(ledger, { ...checkout, slug: "renamed" });
  expect(second.id).toBe(first.id);
  expect(listCheckouts(ledger)).toHaveLength(1);
  expect(second).toMatchObject({ slug: "renamed", lastStateSyncedAt: "2026-01-02T00:00:00Z" });
});

test("a checkout's history keeps its latest 200 runs, newest first", () => {
  const { ledger } = makeLedger();
  const { id } = putCheckout(ledger, checkout);
  for (let number = 0; number < 205; number += 1)
    recordRun(
      ledger,
      id,
      {
        trigger: "commit",
        outcome: "synced",
        reason: String(number),
        startedAt: "2026-01-01T00:00:00Z",
        durationMs: 1.5,
        steps: [{ name: "push", outcome: "synced", detail: null, durationMs: 1 }],
      },
      {},
    );
  const runs = latestRuns(ledger, id, 1000);
  expect(runs).toHaveLength(200);
  expect(runs[0]).toMatchObject({ reason: "204", durationMs: 1.5, steps: [{ name: "push" }] });
});

test("a kept config is given back only for the very files it was read from", () => {
  const { ledger } = makeLedger();
  keepConfig(ledger, "/code/app", "identity 1", { pull: "off" });
  expect(cachedConfig(ledger, "/code/app", "identity 1")).toEqual({ pull: "off" });
  expect(cachedConfig(ledger, "/code/app", "identity 2")).toBeNull();
});

test("a ledger written by a newer sync-hooks is refused with the mend and left as it was", () => {
  const { path, ledger } = makeLedger();
  ledger.close();
  const newer = new Database(path);
  newer.exec("PRAGMA user_version = 999");
  newer.close();
  expect(() => openLedger(path)).toThrow(
    expect.objectContaining({ code: "store", hint: expect.stringContaining("update sync-hooks") }),
  );
});

test("a damaged ledger is a store error that names the file", () => {
  const path = join(makeHome().path, "ledger.db");
  writeFileSync(path, "this is no database, however long the text may be ".repeat(100));
  expect(() => openLedger(path)).toThrow(
    expect.objectContaining({ code: "store", message: expect.stringContaining(path) }),
  );
});

test("of what was agreed with the hub nothing is left where the remote or the clone is another one", () => {
  const { ledger } = makeLedger();
  const { id } = putCheckout(ledger, checkout);
  const scope = { hubId: "h", checkoutId: id, branch: "main" };
  const scopes = () => [
    ...ledger.db.prepare("SELECT workstream FROM base_scopes").all(),
    ...findUnconfirmed(ledger, scope),
  ];
  const agree = () => {
    changeBases(ledger, scope, "WP-1", [{ key: "T1", field: "task", base: null }]);
    noteUnconfirmed(ledger, scope, { receipt: "open", bases: [] });
  };
  agree();
  expect(putCheckout(ledger, checkout).id).toBe(id);
  expect(scopes()).toHaveLength(2);
  expect(putCheckout(ledger, { ...checkout, repoId: "r2" }).id).toBe(id);
  expect(scopes()).toEqual([]);
  agree();
  expect(putCheckout(ledger, { ...checkout, repoId: "r2", localKey: "local:2" }).id).toBe(id);
  expect(scopes()).toEqual([]);
});

/** A ledger with one checkout, as a program left it that did not know the migration yet which says this. */
function makeOlder(migration: string) {
  const path = join(makeHome().path, "ledger.db");
  const step = migrations.findIndex((sql) => sql.includes(migration));
  const older = new Database(path);
  for (const sql of migrations.slice(0, step)) older.exec(sql);
  older.exec(`
    PRAGMA user_version = ${step};
    INSERT INTO checkouts (id, slug, repo_id, path, git_dir, common_dir, local_key, registered_at)
      VALUES (1, 'app', 'r1', '/code/app', '/code/app/.git', '/code/app/.git', 'local:1', '');
  `);
  const openNow = () => {
    older.close();
    const ledger = openLedger(path);
    onTestFinished(() => ledger.close());
    return ledger;
  };
  return { older, openNow };
}

test("what an older program had noted before it died is still noted", () => {
  const { older, openNow } = makeOlder("CREATE TABLE open_transactions");
  older.exec(
    `INSERT INTO unconfirmed VALUES (1, 'main', 'h', 'receipt', '[["WP-1",{"set":{"T1":{"task":"[ ]"}},"forget":[]}]]')`,
  );
  const scope = { checkoutId: 1, branch: "main", hubId: "h" };
  const bases = [["WP-1", { set: '{"T1":{"task":"[ ]"}}', forget: [] }]];
  expect(findUnconfirmed(openNow(), scope)).toEqual([{ receipt: "receipt", bases }]);
});

const headsSeen = (ledger: Ledger) =>
  [...journaledWrites(ledger, { checkoutId: 1, branch: "main" })].map(([file, writes]) => [
    file,
    writes[0]?.headSeen,
  ]);

test("of a file that an older program could not read, no commit is known that HEAD named before", () => {
  const { older, openNow } = makeOlder("UPDATE writes SET head_seen = ''");
  older.exec(`
    INSERT INTO files (checkout_id, branch, path, identity, recorded_ms, hash, settled)
      VALUES (1, 'main', 'read.md', '1-2-3', 0, '', 1), (1, 'main', 'marks.md', 'unreadable', 0, '', 0);
  `);
  const write = older.prepare(
    `INSERT INTO writes (checkout_id, branch, path, hub_id, workstream, before_hash, after_hash, before_bytes, bases, hub_ids, at)
      VALUES (1, 'main', ?, 'h', 'WP-1', '', '', x'', '[]', '[]', '')`,
  );
  for (const file of ["read.md", "marks.md", "gone.md"]) write.run(file);
  expect(headsSeen(openNow())).toEqual([
    ["read.md", null],
    ["marks.md", ""],
    ["gone.md", ""],
  ]);
});

test("of what an older program has written, no change in the hub was counted", () => {
  const { older, openNow } = makeOlder("UPDATE writes SET head_seen = ''");
  older.exec(
    `INSERT INTO writes (checkout_id, branch, path, hub_id, workstream, before_hash, after_hash, before_bytes, bases, hub_ids, at)
      VALUES (1, 'main', 'a.md', 'h', 'WP-1', '', '', x'', '[{"key":"T1","field":"title","before":{"markdown":"a","hub":"a"},"after":{"markdown":"b","hub":"b"}}]', '[]', '')`,
  );
  const [write] = journaledWrites(openNow(), { checkoutId: 1, branch: "main" }).get("a.md") ?? [];
  expect(write?.bases).toEqual([
    {
      key: "T1",
      field: "title",
      before: { markdown: "a", hub: "a", rev: 0 },
      after: { markdown: "b", hub: "b", rev: 0 },
    },
  ]);
});

test("a write of an older program takes the last look at its branch for the commit at which it was made", () => {
  const { older, openNow } = makeOlder("SELECT head FROM hub_seen");
  older.exec(`
    INSERT INTO hub_seen (checkout_id, branch, hub_id, change, head) VALUES (1, 'main', 'h', 1, 'seen'), (1, 'side', 'h', 1, 'other');
  `);
  const write = older.prepare(
    `INSERT INTO writes (checkout_id, branch, path, hub_id, workstream, before_hash, after_hash, before_bytes, bases, hub_ids, at, head_seen)
      VALUES (1, 'main', ?, 'h', 'WP-1', '', '', x'', '[]', '[]', '', ?)`,
  );
  write.run("usual.md", null);
  write.run("unread.md", "missed");
  write.run("unknown.md", "");
  expect(headsSeen(openNow())).toEqual([
    ["usual.md", "seen"],
    ["unread.md", "missed"],
    ["unknown.md", ""],
  ]);
});
