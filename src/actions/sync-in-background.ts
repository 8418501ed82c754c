import { spawn } from "node:child_process";
import type { Checkout } from "../ledger/checkouts.ts";
import type { Context } from "./context.ts";

/**
 * Starts a process of its own, in a session of its own, that syncs the checkouts and tells the log.
 * `program` is the file of the command line.
 */
export function syncInBackground(
  ctx: Context,
  checkouts: readonly Checkout[],
  program: string,
): void {
  const paths = checkouts.map(({ path }) => path);
  const config = ctx.configFileMust === "exist" ? ["--config", ctx.configFile] : [];
  spawn(process.execPath, [...process.execArgv, program, ...config, "sync", ...paths], {
    cwd: ctx.directories.state,
    env: ctx.env,
    detached: true,
    windowsHide: true,
    stdio: "ignore",
  }).unref();
}
