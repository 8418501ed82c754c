import { SyncError } from "../core/errors.ts";
import type { Hub } from "./hub.ts";
import { openSqliteHub } from "./sqlite.ts";

/**
 * Opens `sqlite:PATH` and brings its schema up to date. Throws `store` or `offline` with the mend
 * where it cannot be used, `config` where the URL names no database that this version knows.
 */
export async function openHub(url: string): Promise<Hub> {
  if (url.startsWith("sqlite:")) return openSqliteHub(url.slice("sqlite:".length));
  const scheme = url.split(":", 1)[0] ?? "";
  throw new SyncError("config", `the hub "${scheme}:…" is no database that this version can open`, {
    hint: "set hub: sqlite:PATH in config.yaml",
  });
}
