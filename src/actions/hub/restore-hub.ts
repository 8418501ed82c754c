import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { SyncError } from "../../core/errors.ts";
import { withRestore, type Restore } from "../../core/restores.ts";
import { readDumpLine, type DumpHead, type DumpLine } from "../../core/hub-dump.ts";
import type { HubContents, TableRows } from "../../hub/contents/read-contents.ts";
import { replaceContents } from "../../hub/contents/replace-contents.ts";
import { isHubTable } from "../../hub/contents/tables.ts";
import { writeRestores } from "../../hub/restores.ts";
import type { Hub, HubDb } from "../../hub/hub.ts";
import type { Context } from "../context.ts";

export type Restored = { place: string; file: string; made_at: string; rows: number };

/** Whether a hub that holds something may be replaced. */
export type Over = "empty" | "anything";

/**
 * Puts the contents of a backup in the place of the hub's own, in one transaction: a file that is cut off or
 * damaged changes nothing. Throws `usage` where the hub holds something and only an `empty` one may be replaced,
 * `store` with file and line where the file is no backup.
 */
export async function restoreHub(ctx: Context, file: string, over: Over): Promise<Restored> {
  const hub = await ctx.hub();
  if (over === "empty") await requireEmpty(hub, file);
  const lines = dumpLines(file);
  const head = await firstLine(lines, file);
  const contents: HubContents = {
    origin: file,
    hubId: head.hub_id,
    change: head.change,
    schema: head.schema,
    rows: rowsOf(lines, file),
  };
  const rows = await hub.write(async (db) => {
    const before = await restoresOf(hub, db, head.hub_id);
    const count = await replaceContents(hub, db, contents);
    const backup = { change: head.change, restores: head.restores ?? null };
    await writeRestores(db, withRestore(before, backup, randomUUID()));
    return count;
  });
  return { place: hub.place, file, made_at: head.made_at, rows };
}

/** What befell another hub that lay at this place is nothing to the one that comes. */
async function restoresOf(hub: Hub, db: HubDb, hubId: string): Promise<readonly Restore[]> {
  const { restores } = await hub.dialect.moment(db);
  const here = await db
    .selectFrom("meta")
    .select("value")
    .where("key", "=", "hub_id")
    .executeTakeFirst();
  return here?.value === hubId ? restores : [];
}

async function requireEmpty(hub: Hub, file: string): Promise<void> {
  const repo = await hub.read((db) =>
    db.selectFrom("repos").select("id").limit(1).executeTakeFirst(),
  );
  if (repo === undefined) return;
  throw new SyncError(
    "usage",
    `the hub ${hub.place} holds something, which a restore would replace`,
    {
      hint: `keep it first: sync-hooks hub backup FILE; then: sync-hooks hub restore ${file} --replace`,
    },
  );
}

async function* dumpLines(file: string): AsyncGenerator<DumpLine> {
  const bytes = createReadStream(file);
  const input = file.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  // What goes wrong with the file itself reaches whoever reads the unpacked text.
  bytes.on("error", (error) => input.destroy(error));
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      yield readDumpLine(text, { place: file, line });
    }
  } catch (error) {
    throw error instanceof SyncError ? error : unreadable(file, error);
  }
}

async function firstLine(lines: AsyncGenerator<DumpLine>, file: string): Promise<DumpHead> {
  const { value } = await lines.next();
  if (value?.kind === "head") return value;
  throw notWhole(file, "it does not begin as one");
}

async function* rowsOf(lines: AsyncGenerator<DumpLine>, file: string): AsyncGenerator<TableRows> {
  let count = 0;
  let ended: number | null = null;
  let part: { table: TableRows["table"]; rows: TableRows["rows"][number][] } | null = null;
  for await (const line of lines) {
    if (line.kind === "end") ended = line.rows;
    if (line.kind !== "row") continue;
    if (!isHubTable(line.table)) throw notWhole(file, `it has rows of a table "${line.table}"`);
    if (part && (part.table !== line.table || part.rows.length === rowsPerPart)) {
      yield part;
      part = null;
    }
    part ??= { table: line.table, rows: [] };
    part.rows.push(line.row);
    count += 1;
  }
  if (part) yield part;
  if (ended !== count)
    throw notWhole(
      file,
      `it was cut off after ${count} rows${ended === null ? "" : ` of ${ended}`}`,
    );
}

const rowsPerPart = 1000;

const notWhole = (file: string, why: string) =>
  new SyncError("store", `${file} is no whole backup of a hub: ${why}`, {
    hint: "nothing was changed; give the file that sync-hooks hub backup has written",
  });

const unreadable = (file: string, cause: unknown) =>
  new SyncError(
    "store",
    `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      hint: "nothing was changed; give the file that sync-hooks hub backup has written",
      cause,
    },
  );
