import { statSync } from "node:fs";
import { SyncError } from "../core/errors.ts";
import { readIfPresent } from "./files.ts";

/**
 * The text of a file that holds a secret, or null where there is no such file. Throws `config` where others than
 * its owner can read it.
 */
export function readSecretFile(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (process.platform !== "win32" && (stat.mode & 0o077) !== 0)
    throw new SyncError("config", `others can read ${path}, which holds a secret`, {
      hint: `make it private: chmod 600 ${path}; then put a new secret in it`,
    });
  return readIfPresent(path)?.toString("utf8") ?? null;
}
