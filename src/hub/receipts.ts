import type { HubDb } from "./hub.ts";

/** Leaves the receipt of the transaction that a checkout and branch are writing, in place of the last one's. */
export async function leaveReceipt(db: HubDb, writer: string, receipt: string): Promise<void> {
  await db
    .insertInto("receipts")
    .values({ writer, receipt })
    .onConflict((conflict) => conflict.column("writer").doUpdateSet({ receipt }))
    .execute();
}

/** The receipt of the last transaction that a checkout and branch have written; null: there was none. */
export async function lastReceipt(db: HubDb, writer: string): Promise<string | null> {
  const row = await db
    .selectFrom("receipts")
    .select("receipt")
    .where("writer", "=", writer)
    .executeTakeFirst();
  return row?.receipt ?? null;
}
