import { randomBytes } from "node:crypto";
import { chmodSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { readIfPresent, writeAtomic } from "../../system/files.ts";
import type { Context } from "../context.ts";

const shortestToken = 24;

/** The file that holds this machine's own token, readable by its owner alone. */
export const ownTokenFile = ({ directories }: Context): string =>
  join(directories.state, "server-token");

/** The token that writes to the hub's server need; made at the first use. Throws `config` where it cannot be trusted. */
export function ownToken(ctx: Context): string {
  const file = ownTokenFile(ctx);
  if (readIfPresent(file) === null)
    writeAtomic(file, `${randomBytes(32).toString("base64url")}\n`, 0o600);
  else chmodSync(file, 0o600);
  return readToken(file);
}

/** The token that a file of the user's own choice holds. Throws `config` for one that others can read, or a weak one. */
export function givenToken(ctx: Context, path: string): { file: string; token: string } {
  const file = resolve(ctx.cwd, path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile())
    throw new SyncError("config", `there is no token file ${file}`, {
      hint: `make one: (umask 077; openssl rand -hex 32 >${file})`,
    });
  if (process.platform !== "win32" && (stat.mode & 0o077) !== 0)
    throw new SyncError("config", `others can read the token file ${file}`, {
      hint: `make it private: chmod 600 ${file}; then put a new token in it`,
    });
  return { file, token: readToken(file) };
}

/** An empty or short token is refused: a server must never stand open because of it. */
function readToken(file: string): string {
  const token = readIfPresent(file)?.toString("utf8").trim() ?? "";
  if (token.length >= shortestToken && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new SyncError("config", `${file} holds no token of ${shortestToken} printable characters`, {
    hint: `make one: (umask 077; openssl rand -hex 32 >${file})`,
  });
}
