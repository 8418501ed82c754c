import { sql } from "kysely";
import type { Hub } from "./hub.ts";

/** What the database finds wrong with the hub's file, a line each; none where it is whole. */
export function hubDamage(hub: Hub): Promise<string[]> {
  return hub.read(async (db) => {
    const { rows } = await sql<{ integrity_check: string }>`PRAGMA integrity_check(5)`.execute(db);
    return rows.map((row) => row.integrity_check).filter((line) => line !== "ok");
  });
}
