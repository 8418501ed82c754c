import { randomUUID } from "node:crypto";
import type { HubDb } from "./hub.ts";

/** The last time that the hub was put back from a backup, and the change number that it had then. */
export type Restore = { id: string; change: number };

const key = "restore";

/** Notes in the caller's transaction that the hub is at an older state's change number again. */
export async function noteRestore(db: HubDb, change: number): Promise<void> {
  const value = JSON.stringify({ id: randomUUID(), change } satisfies Restore);
  await db
    .insertInto("meta")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

/** As the `meta` table has it under `restore`. */
export const readRestore = (value: string | null | undefined): Restore | null =>
  value == null ? null : (JSON.parse(value) as Restore);
