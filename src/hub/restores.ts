import { SyncError } from "../core/errors.ts";
import { lastRestore, type Restore } from "../core/restores.ts";
import type { Hub, HubDb } from "./hub.ts";

const key = "restore";

/** The last restore, as earlier versions read it, and those before it. */
type Stored = Restore & { earlier?: readonly Restore[] };

/** Notes in the caller's transaction how often the hub was put back, and how far. */
export async function writeRestores(db: HubDb, restores: readonly Restore[]): Promise<void> {
  const last = restores.at(-1);
  if (!last) return void (await db.deleteFrom("meta").where("key", "=", key).execute());
  const value = JSON.stringify({ ...last, earlier: restores.slice(0, -1) } satisfies Stored);
  await db
    .insertInto("meta")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

/** As the `meta` table has them under `restore`, oldest first. */
export function parseRestores(value: string | null | undefined): readonly Restore[] {
  if (value == null) return [];
  const { earlier = [], ...last } = JSON.parse(value) as Stored;
  return [...earlier, last];
}

/**
 * Asked once rows have been read, and before anything follows them: those of a hub that was put back since `restore` was
 * its last time may be older than what is to follow. Gives the number of the hub's latest write. Throws `offline`.
 */
export async function requireNotPutBack(
  { dialect, place }: Pick<Hub, "dialect" | "place">,
  db: HubDb,
  restore: string | null,
): Promise<number> {
  const { latest, restores } = await dialect.moment(db);
  if (lastRestore(restores) === restore) return latest;
  throw new SyncError("offline", `the hub ${place} was put back while tasks were reconciled`, {
    hint: "the next sync looks at it anew",
  });
}
