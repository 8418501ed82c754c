import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findInstallation } from "../system/installation.ts";
import { spawnDetached } from "../system/spawn-detached.ts";
import type { Context } from "./context.ts";

/**
 * Starts the command line in a process of its own session, away from every descriptor, which outlives whatever
 * started it. Resolves once it runs.
 */
export async function startDetached(ctx: Context, args: readonly string[]): Promise<void> {
  const program = join(findInstallation().dist, "bin", "sync-hooks.js");
  const config = ctx.configFileMust === "exist" ? ["--config", ctx.configFile] : [];
  const cwd = ctx.directories.state;
  mkdirSync(cwd, { recursive: true, mode: 0o700 });
  await spawnDetached(process.execPath, [program, ...config, ...args], { cwd, env: ctx.env });
}
