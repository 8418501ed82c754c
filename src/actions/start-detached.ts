import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findInstallation } from "../system/installation.ts";
import type { Context } from "./context.ts";

/**
 * Starts the command line in a process of its own session, away from every descriptor, which outlives whatever
 * started it. Resolves once it runs.
 */
export async function startDetached(ctx: Context, args: readonly string[]): Promise<void> {
  const program = join(findInstallation().dist, "bin", "sync-hooks.js");
  const config = ctx.configFileMust === "exist" ? ["--config", ctx.configFile] : [];
  mkdirSync(ctx.directories.state, { recursive: true, mode: 0o700 });
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...config, ...args], {
      cwd: ctx.directories.state,
      detached: true,
      stdio: "ignore",
      windowsHide: true,
      env: ctx.env,
    });
    child.once("error", reject);
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
