import type { Kysely, Transaction } from "kysely";
import type { HubDialect } from "./dialect.ts";
import type { HubSchema } from "./schema.ts";
import type { Statement } from "./statement.ts";

/** Kysely over the hub's tables, inside a transaction or not. */
export type HubDb = Kysely<HubSchema> | Transaction<HubSchema>;

/** Whether the hub is at this place, has left it, or a move into it was cut off. */
export type Standing =
  | { kind: "live" }
  | { kind: "moved"; to: string }
  | { kind: "arriving"; from: string };

/** What everybody knows: repositories, tasks, conflicts. */
export type Hub = {
  /** Changes when the hub is made anew. */
  id: string;
  standing: Standing;
  /** The file or server, without credentials, for messages. */
  place: string;
  /** What is written differently on SQLite and PostgreSQL. */
  dialect: HubDialect;
  /** Runs a query; what the driver throws comes out as `store` or `offline` with the mend. */
  read: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  /** Runs a transaction that holds the write lock from its start; all of it happens or nothing. */
  write: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  /**
   * Runs the statements in one transaction that a power cut may take back, as time stamps: it does not wait for the
   * disk. What they are is settled before the lock is taken, so that many at once hold it for a moment each.
   */
  note: (statements: readonly Statement[]) => Promise<void>;
  /** Reads one state of the hub from beginning to end, whatever others write meanwhile. */
  snapshot: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/** The standing as the `meta` table has it. */
export function standingOf(meta: ReadonlyMap<string, string>): Standing {
  const [to, from] = [meta.get("moved_to"), meta.get("arriving")];
  if (from !== undefined) return { kind: "arriving", from };
  return to === undefined ? { kind: "live" } : { kind: "moved", to };
}
