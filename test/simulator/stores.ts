import Database from "libsql";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hub } from "../../src/hub/hub.ts";
import { openHub } from "../../src/hub/open.ts";
import { openLedger, type Ledger } from "../../src/ledger/open.ts";
import { makeScratch, type ScratchPlace } from "./scratch.ts";

type Row = Record<string, string | number | bigint | null>;

/** All rows of a database, by table. */
export type Contents = ReadonlyMap<string, readonly Row[]>;

export const storesPlace: ScratchPlace = {
  parent: existsSync("/dev/shm") ? "/dev/shm" : tmpdir(),
  name: "sync-hooks-simulator",
};

/** The databases that the worlds of one process share, one world after the other. They are real, on a disk in memory; bundled, without one. */
export type Stores = {
  /** One connection for each checkout: a run that waits holds its own. */
  hubs: readonly Hub[];
  /** Another program's connection to the hub. */
  client: Database.Database;
  /** One a machine. */
  ledgers: readonly Ledger[];
  reset: () => void;
  backUp: () => Contents;
  /** The hub as it was at the backup: nothing in it tells that it was put back. */
  putBack: (contents: Contents) => void;
  close: () => Promise<void>;
};

export async function openStores({
  checkouts,
  machines,
}: {
  checkouts: number;
  machines: number;
}): Promise<Stores> {
  const folder = makeScratch(storesPlace);
  const path = join(folder, "hub.db");
  const hubs: Hub[] = [];
  for (let at = 0; at < checkouts; at += 1) hubs.push(await openHub(`sqlite:${path}`));
  const client = new Database(path, { timeout: 5000 });
  client.exec("PRAGMA foreign_keys = OFF");
  const ledgers = Array.from({ length: machines }, (_, at) =>
    openLedger(join(folder, `ledger-${at}.db`)),
  );
  const emptyHub = emptyingOfHub(client);
  return {
    hubs,
    client,
    ledgers,
    reset() {
      emptyHub();
      for (const { db } of ledgers) emptyLedger(db);
    },
    backUp: () => readContents(client),
    putBack: (contents) => writeContents(client, contents),
    async close() {
      client.close();
      for (const ledger of ledgers) ledger.close();
      for (const hub of hubs) await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A ledger that its machine has lost. */
export function emptyLedger(db: Database.Database): void {
  const known = emptyings.get(db);
  if (known) return known();
  // Children first: nothing is left to look for when their parents go.
  const empty = emptying(db, tablesOf(db).toReversed());
  emptyings.set(db, empty);
  empty();
}

const emptyings = new WeakMap<Database.Database, () => void>();

/** Deletes every row, compiled once; most tables of a little world hold none, so it is asked first which do. */
function emptying(db: Database.Database, names: readonly string[], last = ""): () => void {
  const deletions = new Map(names.map((table) => [table, db.prepare(`DELETE FROM ${table}`)]));
  const filled = db.prepare(
    names
      .map((table) => `SELECT '${table}' AS name WHERE EXISTS (SELECT 1 FROM ${table})`)
      .join(" UNION ALL "),
  );
  const empty = db.transaction(() => {
    for (const { name } of filled.all() as { name: string }[]) deletions.get(name)?.run();
    if (last !== "") db.exec(last);
  });
  return () => empty.immediate();
}

/** What `writeContents` would do with a hub without tasks; triggers note in `deletions` what goes. */
function emptyingOfHub(db: Database.Database): () => void {
  const names = tablesOf(db).filter((table) => table !== "meta" && table !== "migrations");
  return emptying(
    db,
    names,
    "DELETE FROM deletions; UPDATE meta SET value = '0' WHERE key = 'change'",
  );
}

const tables = new WeakMap<Database.Database, string[]>();

function tablesOf(db: Database.Database): string[] {
  const known = tables.get(db);
  if (known) return known;
  const rows = db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .all() as { name: string }[];
  const names = rows.map(({ name }) => name);
  tables.set(db, names);
  return names;
}

function readContents(db: Database.Database): Contents {
  return new Map(
    tablesOf(db).map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all() as Row[]]),
  );
}

/** Interventions before the tasks that would open them; last, what triggers have written on the way. */
const lastTables = ["tasks", "deletions", "meta"];

/**
 * A backup brings its revisions and change numbers along. The triggers stay: once a schema has changed, every
 * connection compiles all its statements anew. A task that carries the number in `adding` is left as it is.
 */
function writeContents(db: Database.Database, contents: Contents): void {
  const place = ([table]: [string, unknown]) => lastTables.indexOf(table);
  db.transaction(() => {
    for (const table of contents.keys()) clear(db, table);
    for (const [table, rows] of [...contents].sort((a, b) => place(a) - place(b))) {
      if (table !== "tasks") clear(db, table);
      for (const row of rows) insertAsGiven(db, table, row);
    }
  }).immediate();
}

const clear = (db: Database.Database, table: string) => db.prepare(`DELETE FROM ${table}`).run();

function insertAsGiven(db: Database.Database, table: string, given: Row): void {
  const { _metadata: _driversOwn, ...row } = given;
  if (table === "tasks")
    db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('adding', ?)").run(row.change);
  const columns = Object.keys(row);
  const values = columns.map(() => "?").join(", ");
  db.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values})`).run(
    ...Object.values(row),
  );
}
