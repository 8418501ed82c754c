import { sql } from "kysely";
import type { Sql } from "sql-template-tag";
import type { HubDb } from "./hub.ts";

/**
 * A statement that both databases understand, with its values apart. Kysely's builder would make the same text, but
 * costs a process that uses it for the first time several milliseconds, and every hook stamps.
 */
export type Statement = Sql;

/** Runs a statement in a transaction of kysely's. */
export async function runStatement(db: HubDb, { strings, values }: Statement): Promise<void> {
  await sql(Object.assign([...strings], { raw: strings }), ...values).execute(db);
}
