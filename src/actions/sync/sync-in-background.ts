import { spawn } from "node:child_process";
import { makeRequest } from "../../git/request-file.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/**
 * Asks for a sync of each checkout and leaves the work to a process of its own session, which outlives the
 * terminal. The requests stand before it starts, so that none is lost if it does not. `program` starts the
 * command line. Throws `locked` or `store` where a git directory is not the user's to write.
 */
export async function syncInBackground(
  ctx: Context,
  checkouts: readonly Checkout[],
  program: readonly [command: string, ...args: string[]],
): Promise<void> {
  for (const { gitDir } of checkouts)
    makeRequest(transientFiles(gitDir), { trigger: "manual", gitPid: null });
  const config = ctx.configFileMust === "exist" ? ["--config", ctx.configFile] : [];
  const [command, ...start] = program;
  const args = [...start, ...config, "sync", "--", ...checkouts.map(({ path }) => path)];
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
