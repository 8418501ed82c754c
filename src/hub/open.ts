import type { Kysely, Transaction } from "kysely";
import { SyncError } from "../core/errors.ts";
import type { HubSchema } from "./schema.ts";
import { openSqliteHub } from "./sqlite.ts";

/** Kysely over the hub's tables, inside a transaction or not. */
export type HubDb = Kysely<HubSchema> | Transaction<HubSchema>;

/** What everybody knows: repositories, tasks, conflicts. */
export type Hub = {
  /** Changes when the hub is made anew. */
  id: string;
  /** The file or server, without credentials, for messages. */
  place: string;
  db: Kysely<HubSchema>;
  /** Runs a query; what the driver throws comes out as `store` or `offline` with the mend. */
  read: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  /** Runs a transaction that holds the write lock from its start; all of it happens or nothing. */
  write: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/**
 * Opens `sqlite:PATH` and brings its schema up to date. Throws `store` or `offline` with the mend
 * where it cannot be used, `config` where the URL names no database that this version knows.
 */
export async function openHub(url: string): Promise<Hub> {
  if (url.startsWith("sqlite:")) return openSqliteHub(url.slice("sqlite:".length));
  const scheme = url.split(":", 1)[0] ?? "";
  throw new SyncError("config", `the hub "${scheme}:…" is no database that this version can open`, {
    hint: "set hub: sqlite:PATH in config.yaml",
  });
}
