import { SyncError } from "../core/errors.ts";
import { redact } from "../core/redact.ts";
import type { Hub } from "./hub.ts";
import { openSqliteHub } from "./sqlite.ts";

/**
 * Opens `sqlite:PATH` or `postgres://…` and brings its schema up to date. Throws `store`, `auth` or `offline`
 * with the mend where it cannot be used or is a place that the hub has left, `config` where the URL names no
 * database that this version knows.
 */
export async function openHub(url: string): Promise<Hub> {
  const hub = await openHubAnyway(url);
  if (hub.standing.kind === "live") return hub;
  await hub.close();
  throw hub.standing.kind === "moved"
    ? new SyncError("store", `the hub ${hub.place} has moved to ${hub.standing.to}`, {
        hint: `set hub: ${hub.standing.to} (with your user) in config.yaml`,
      })
    : new SyncError("store", `a move of the hub to ${hub.place} was cut off`, {
        hint: `finish it where it began, at ${hub.standing.from}: sync-hooks hub migrate --to URL`,
      });
}

/** Opens the hub also where it has moved away, or has not wholly arrived. */
export async function openHubAnyway(url: string): Promise<Hub> {
  if (url.startsWith("sqlite:")) return openSqliteHub(url.slice("sqlite:".length));
  if (/^postgres(ql)?:\/\//.test(url)) {
    // Loaded here alone: a machine whose hub is a file never reads a byte of it.
    const { openPostgresHub } = await import("./postgres.ts");
    return openPostgresHub(url);
  }
  throw new SyncError(
    "config",
    `the hub "${redact(url)}" is no database that this version can open`,
    {
      hint: "set hub: sqlite:PATH or hub: postgres://USER@HOST/DATABASE in config.yaml",
    },
  );
}
