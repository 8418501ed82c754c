import { rmSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent, writeAtomic } from "../../system/files.ts";
import type { Context } from "../context.ts";

/** Where the server of this machine was started last, for `hub open`. */
export type ServerAddress = { url: string; pid: number; token_file: string };

const addressFile = ({ directories }: Context) => join(directories.state, "server.json");

export function keepServerAddress(ctx: Context, address: ServerAddress): void {
  writeAtomic(addressFile(ctx), `${JSON.stringify(address)}\n`, 0o600);
}

/** Null where none runs, as far as is known: one that was killed leaves its address behind. */
export function readServerAddress(ctx: Context): ServerAddress | null {
  const text = readIfPresent(addressFile(ctx))?.toString("utf8");
  return text === undefined ? null : (JSON.parse(text) as ServerAddress);
}

/** Forgets the address, unless a later server has put its own there. */
export function forgetServerAddress(ctx: Context, pid: number): void {
  if (readServerAddress(ctx)?.pid === pid) rmSync(addressFile(ctx), { force: true });
}
