import { rmSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent, writeAtomic } from "../../system/files.ts";
import { isLocked } from "../machine-lock.ts";
import type { Context } from "../context.ts";

/** Whether a watcher works on this machine for this user, and as which process. */
export type WatcherState = { running: boolean; pid: number | null };

const stateFile = ({ directories }: Context) => join(directories.state, "watcher.json");

/** The lock tells whether it runs, the file as which process: a killed one leaves its file, never its lock. */
export function watcherState(ctx: Context): WatcherState {
  if (!isLocked(ctx, "watch")) return { running: false, pid: null };
  return { running: true, pid: pidIn(readIfPresent(stateFile(ctx))?.toString("utf8") ?? "") };
}

export function writeWatcherState(ctx: Context, startedAt: string): void {
  const document = { pid: process.pid, started_at: startedAt };
  writeAtomic(stateFile(ctx), `${JSON.stringify(document, null, 2)}\n`, 0o600);
}

export const clearWatcherState = (ctx: Context): void => rmSync(stateFile(ctx), { force: true });

function pidIn(text: string): number | null {
  try {
    const { pid } = JSON.parse(text) as { pid?: unknown };
    return typeof pid === "number" ? pid : null;
  } catch {
    // Between its lock and its file a watcher has no number yet.
    return null;
  }
}
