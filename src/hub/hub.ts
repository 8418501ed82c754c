import type { Kysely, Transaction } from "kysely";
import type { HubDialect } from "./dialect.ts";
import type { HubSchema } from "./schema.ts";

/** Kysely over the hub's tables, inside a transaction or not. */
export type HubDb = Kysely<HubSchema> | Transaction<HubSchema>;

/** What everybody knows: repositories, tasks, conflicts. */
export type Hub = {
  /** Changes when the hub is made anew. */
  id: string;
  /** The file or server, without credentials, for messages. */
  place: string;
  /** What is written differently on SQLite and PostgreSQL. */
  dialect: HubDialect;
  db: Kysely<HubSchema>;
  /** Runs a query; what the driver throws comes out as `store` or `offline` with the mend. */
  read: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  /** Runs a transaction that holds the write lock from its start; all of it happens or nothing. */
  write: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  /** `write` for what a power cut may take back, such as a time stamp: it does not wait for the disk. */
  note: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};
