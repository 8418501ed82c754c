import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { SyncError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { watcherState } from "./watcher-state.ts";

const longestStartMs = 15_000;
const lookMs = 50;

/**
 * Starts a watcher in a session of its own, which outlives the terminal, and gives its process id once it works.
 * `program` starts the command line. Throws `locked` where one runs already, `internal` where it does not come up.
 */
export async function watchInBackground(
  ctx: Context,
  program: readonly [command: string, ...args: string[]],
): Promise<number> {
  const { running, pid } = watcherState(ctx);
  if (running)
    throw new SyncError(
      "locked",
      `a watcher runs already${pid === null ? "" : `, as process ${pid}`}`,
      {
        hint: "leave it at its work, or end it first: sync-hooks service stop",
      },
    );
  mkdirSync(ctx.directories.state, { recursive: true, mode: 0o700 });
  const config = ctx.configFileMust === "exist" ? ["--config", ctx.configFile] : [];
  const [command, ...start] = program;
  const child = spawn(command, [...start, ...config, "watch"], {
    cwd: ctx.directories.state,
    env: ctx.env,
    detached: true,
    stdio: "ignore",
    windowsHide: true,
  });
  await once(child, "spawn");
  for (const end = performance.now() + longestStartMs; performance.now() < end;) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    await sleep(lookMs);
    const state = watcherState(ctx);
    if (!state.running || state.pid === null) continue;
    child.unref();
    return state.pid;
  }
  throw new SyncError("internal", "the watcher did not come up", {
    hint: "see why in the foreground: sync-hooks watch",
  });
}
