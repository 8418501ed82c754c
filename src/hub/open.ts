import { SyncError } from "../core/errors.ts";
import { redact } from "../core/redact.ts";
import type { Hub } from "./hub.ts";
import { openSqliteHub } from "./sqlite.ts";

/**
 * Opens `sqlite:PATH` or `postgres://…` and brings its schema up to date. Throws `store`, `auth` or `offline`
 * with the mend where it cannot be used, `config` where the URL names no database that this version knows.
 */
export async function openHub(url: string): Promise<Hub> {
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
