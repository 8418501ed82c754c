import { spawn } from "node:child_process";
import type { Trigger } from "../../core/outcome.ts";
import { makeRequest } from "../../git/request-file.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

export type Background = {
  trigger: Trigger;
  /** What starts the command line. */
  program: readonly [command: string, ...args: string[]];
};

/**
 * Asks for a sync of each checkout, by the trigger's name, and leaves the work to a process of its own session,
 * which outlives the terminal. The requests stand before it starts, so that none is lost if it does not. Throws
 * `locked` or `store` where a git directory is not the user's to write, and `not-a-repo` where one is gone.
 */
export async function syncInBackground(
  ctx: Context,
  checkouts: readonly Checkout[],
  { trigger, program }: Background,
): Promise<void> {
  for (const { gitDir } of checkouts)
    makeRequest(transientFiles(gitDir), { trigger, gitPid: null });
  const config = ctx.configFileMust === "exist" ? ["--config", ctx.configFile] : [];
  const [command, ...start] = program;
  const args = [
    ...start,
    ...config,
    "sync",
    "--requested",
    "--",
    ...checkouts.map(({ path }) => path),
  ];
  await new Promise<void>((resolve, reject) => {
    const options = {
      cwd: ctx.directories.state,
      detached: true,
      stdio: "ignore",
      windowsHide: true,
    } as const;
    const child = spawn(command, args, { ...options, env: ctx.env });
    child.once("error", reject);
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
