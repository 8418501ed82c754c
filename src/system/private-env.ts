import { statSync } from "node:fs";
import { parseEnv } from "node:util";
import { SyncError } from "../core/errors.ts";
import { readIfPresent } from "./files.ts";

/**
 * The variables of a `.env` file that holds secrets; none where there is no such file. Throws `config` where others
 * than its owner may read it.
 */
export function readPrivateEnv(path: string): NodeJS.Dict<string> {
  const bytes = readIfPresent(path);
  if (bytes === null) return {};
  const mode = statSync(path).mode & 0o077;
  if (process.platform !== "win32" && mode !== 0)
    throw new SyncError("config", `${path} holds secrets and can be read by others`, {
      hint: `make it yours alone: chmod 600 '${path}'`,
    });
  return parseEnv(bytes.toString("utf8"));
}
