import { once } from "node:events";
import { createWriteStream, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { dumpLine } from "../../core/hub-dump.ts";
import { readContents, type HubState } from "../../hub/contents/read-contents.ts";
import type { Context } from "../context.ts";

export type Backup = { place: string; file: string; rows: number };

/**
 * Writes all that the hub holds into one file, as it stood at one moment, while others go on writing. The file
 * is whole or not there at all, readable by its owner alone, and compressed where its name ends in `.gz`.
 */
export async function backupHub(ctx: Context, file: string): Promise<Backup> {
  const hub = await ctx.hub();
  const beside = `${file}.${process.pid}.tmp`;
  const target = createWriteStream(beside, { flags: "wx", mode: 0o600 });
  try {
    await once(target, "open");
    const rows = await hub.snapshot(async (db) => {
      const counted = { rows: 0 };
      const lines = linesOf(await readContents(hub, db), ctx.clock.now().toISOString(), counted);
      const text = Readable.from(lines);
      if (file.endsWith(".gz")) await pipeline(text, createGzip(), target);
      else await pipeline(text, target);
      return counted.rows;
    });
    await flush(beside);
    await rename(beside, file);
    return { place: hub.place, file, rows };
  } catch (error) {
    target.destroy();
    rmSync(beside, { force: true });
    throw error;
  }
}

async function* linesOf(
  { hubId, change, schema, restores, rows }: HubState,
  madeAt: string,
  counted: { rows: number },
): AsyncGenerator<string> {
  const numbers = { change, schema, made_at: madeAt, restores };
  yield `${dumpLine({ kind: "head", sync_hooks_hub: 1, hub_id: hubId, ...numbers })}\n`;
  for await (const part of rows) {
    counted.rows += part.rows.length;
    yield part.rows.map((row) => `${dumpLine({ kind: "row", table: part.table, row })}\n`).join("");
  }
  yield `${dumpLine({ kind: "end", rows: counted.rows })}\n`;
}

/** A backup that a power cut takes back is none. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
