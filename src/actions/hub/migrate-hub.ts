import { resolve } from "node:path";
import { moveHub } from "../../hub/contents/move-hub.ts";
import { openHubAnyway } from "../../hub/open.ts";
import { holdsPassword, redact } from "../../core/redact.ts";
import type { Context } from "../context.ts";
import { hubUrl } from "../hub-url.ts";

export type Migrated =
  /** The schema is the newest. */
  | { kind: "current"; place: string }
  /** `address` is what config.yaml has to say from now on, without a password. */
  | { kind: "moved"; from: string; place: string; address: string; rows: number };

/** Brings the hub's schema up to date; opening it is all that this takes. */
export async function migrateHub(ctx: Context): Promise<Migrated> {
  const { place } = await ctx.hub();
  return { kind: "current", place };
}

/**
 * Moves the hub that the config names to another database, `sqlite:PATH` (relative to the working directory) or
 * `postgres://…`. A move that was cut off is finished.
 */
export async function moveHubTo(ctx: Context, url: string): Promise<Migrated> {
  const from = await openHubAnyway(await hubUrl(ctx));
  try {
    const address = absolute(ctx, url);
    const to = await openHubAnyway(address);
    try {
      const rows = await moveHub(from, to);
      return {
        kind: "moved",
        from: from.place,
        place: to.place,
        address: holdsPassword(address) ? redact(address) : address,
        rows,
      };
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

function absolute(ctx: Context, url: string): string {
  const path = /^sqlite:(?<path>.+)$/.exec(url)?.groups?.["path"];
  return path === undefined ? url : `sqlite:${resolve(ctx.cwd, path)}`;
}
