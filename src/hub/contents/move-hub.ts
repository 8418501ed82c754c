import { SyncError } from "../../core/errors.ts";
import type { Hub, HubDb } from "../hub.ts";
import { readContents } from "./read-contents.ts";
import { writeRestores } from "../restores.ts";
import { replaceContents } from "./replace-contents.ts";

/**
 * Moves the hub into another database and gives the number of rows. Nobody writes meanwhile; when it is done the
 * old place answers nobody any more but names the new one, so that no machine goes on writing there. Each step
 * can be cut off: until the old place is sealed it is the hub, and the move begins anew; then the rest is
 * caught up. Throws `usage` where the target holds something else.
 */
export async function moveHub(from: Hub, to: Hub): Promise<number> {
  if (from.standing.kind === "moved") {
    if (to.standing.kind !== "arriving" || to.id !== from.id) throw alreadyMoved(from);
    return settle(to, 0);
  }
  await requireRoomFor(from, to);
  const rows = await from.write(async (source) => {
    await from.dialect.lockContents(source);
    const contents = await readContents(from, source);
    const count = await to.write(async (target) => {
      await to.dialect.unseal(target);
      await setMeta(target, "arriving", addressOf(from));
      await writeRestores(target, contents.restores);
      return replaceContents(to, target, contents);
    });
    await setMeta(source, "moved_to", addressOf(to));
    await from.dialect.seal(source, addressOf(to));
    return count;
  });
  return settle(to, rows);
}

async function settle(to: Hub, rows: number): Promise<number> {
  await to.write((db) =>
    db.deleteFrom("meta").where("key", "in", ["arriving", "moved_to"]).execute(),
  );
  return rows;
}

/** An empty database has room, and so has a place that this same hub has left, or a move that was cut off. */
async function requireRoomFor(from: Hub, to: Hub): Promise<void> {
  if (to.place === from.place) throw noRoom(to, "is the place where the hub is already");
  const repo = await to.read((db) =>
    db.selectFrom("repos").select("id").limit(1).executeTakeFirst(),
  );
  if (repo === undefined) return;
  if (to.id !== from.id) throw noRoom(to, "holds another hub");
  if (to.standing.kind === "live") throw noRoom(to, "holds a copy of this hub that is in use");
}

const noRoom = (to: Hub, why: string) =>
  new SyncError("usage", `the hub cannot move to ${to.place}: that ${why}`, {
    hint: "name a database that is empty: a new file, or one made with createdb",
  });

const alreadyMoved = ({ place, standing }: Hub) =>
  new SyncError("usage", `the hub ${place} has moved already`, {
    ...(standing.kind === "moved" && { hint: `set hub: in config.yaml to ${standing.to}` }),
  });

/** As config.yaml names it, but for the user. */
const addressOf = ({ dialect, place }: Hub) =>
  dialect.name === "sqlite" ? `sqlite:${place}` : place;

async function setMeta(db: HubDb, key: string, value: string): Promise<void> {
  await db
    .insertInto("meta")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}
