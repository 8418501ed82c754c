import type { Expression, RawBuilder } from "kysely";
import type { HubDb } from "./hub.ts";
import type { Restore } from "../core/restores.ts";

/** The column types that a list of rows may be handed over with. */
export type GivenType = "text" | "integer" | "double precision";

/**
 * Where a hub stands among its own changes: its change number, and that of its latest write, which is higher while
 * somebody else is writing; and the times that it was put back, oldest first.
 */
export type HubMoment = { change: number; latest: number; restores: readonly Restore[] };

type ColumnsOf<Row, Columns extends readonly (keyof Row)[]> = {
  [At in keyof Columns]: Row[Columns[At]];
};

/**
 * What is written differently on SQLite and on PostgreSQL; there is one record for each. Everything else
 * goes through kysely and is the same text on both.
 */
export type HubDialect = {
  name: "sqlite" | "postgres";
  /**
   * Rows as a table to select, insert or join from, handed over as one parameter however many they are: the text of
   * a JSON array with a list of the columns' values for each row, as `db.selectFrom(dialect.given({ key: "text" },
   * wellFormedJson(keys.map((key) => [key]))).as("given"))`. Before an `ON CONFLICT` SQLite wants a `WHERE` in such a
   * select.
   */
  given: <Column extends string>(
    columns: Readonly<Record<Column, GivenType>>,
    rows: string,
  ) => RawBuilder<Record<Column, string | number | null>>;
  /**
   * Adds many tasks in the caller's transaction under one change number, which they are to be given; a row that
   * gets it needs no trigger to be put right.
   */
  addTogether: <T>(db: HubDb, add: (change: number) => Promise<T>) => Promise<T>;
  /** Runs a select that may give very many rows: each comes as a list of these columns, by what it says in `by`. */
  manyRows: <
    Row,
    By extends { [Name in keyof Row]: Row[Name] extends string ? Name : never }[keyof Row] & string,
    const Columns extends readonly (keyof Row & string)[],
  >(
    db: HubDb,
    by: By,
    columns: Columns,
    query: Expression<Row> & { execute: () => Promise<Row[]> },
  ) => Promise<Map<string, ColumnsOf<Row, Columns>[]>>;
  /** The database's own time, RFC 3339 UTC with milliseconds. */
  now: RawBuilder<string>;
  /**
   * The hub's change number: no task is ever written at it or below it any more, whoever is writing at this
   * moment. It grows with the writes of tasks and with nothing else.
   */
  changeNumber: (db: HubDb) => Promise<number>;
  /** Where the hub stands now: numbers of before and after a time that it was put back are not one count. */
  moment: (db: HubDb) => Promise<HubMoment>;
  /**
   * The change number that stands once the caller's transaction is committed; `before` itself where somebody
   * else has written, or may be writing, since `before` was read.
   */
  changeAfter: (db: HubDb, before: number) => Promise<number>;
  /**
   * A short text that is another one as soon as anybody, here or elsewhere, has written to the hub. Cheap
   * enough to be asked several times a second; it may also change without a write.
   */
  pulse: (db: HubDb) => Promise<string>;
  /** The number of the latest write that the transaction sees. */
  latestChange: (db: HubDb) => Promise<number>;
  /** Counts on from `change`: what is written from now on has a higher number. */
  continueFrom: (db: HubDb, change: number) => Promise<void>;
  /** Keeps every other client from writing until the transaction ends, and waits for those who have begun. */
  lockContents: (db: HubDb) => Promise<void>;
  /** Does the work, inside a transaction, with every row kept as it is given: no trigger changes or adds anything. */
  asGiven: <T>(db: HubDb, work: () => Promise<T>) => Promise<T>;
  /** Lets the database refuse every write of any client, naming the place that the hub has moved to. */
  seal: (db: HubDb, to: string) => Promise<void>;
  unseal: (db: HubDb) => Promise<void>;
  /** What the database finds wrong with itself, a line each; none where it is whole. */
  damage: (db: HubDb) => Promise<string[]>;
};
