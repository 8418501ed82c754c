import type { Restore } from "../core/restores.ts";
import type { HubDb } from "./hub.ts";

const key = "restore";

/** Notes in the caller's transaction how often the hub was put back, and how far. */
export async function writeRestores(db: HubDb, restores: readonly Restore[]): Promise<void> {
  if (restores.length === 0) return;
  const value = JSON.stringify(restores);
  await db
    .insertInto("meta")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

/** As the `meta` table has them under `restore`; earlier versions kept the last one alone. */
export const parseRestores = (value: string | null | undefined): readonly Restore[] =>
  value == null ? [] : ([JSON.parse(value)] as (Restore | Restore[])[]).flat();
