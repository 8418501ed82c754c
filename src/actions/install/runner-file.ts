import { fillTemplate } from "../../core/fill-template.ts";
import { writeAtomic } from "../../system/files.ts";
import { findInstallation, readTemplate } from "../../system/installation.ts";
import type { Context } from "../context.ts";
import { isExecutable, isRunnerUsable, readRunner } from "./runner-state.ts";

const programMode = 0o755;

/** The runner's text for this installation: its node, its files, and the environment's PATH and directories. */
export function renderRunner(ctx: Context): string {
  const { env } = ctx;
  return fillTemplate(readTemplate("runner.sh"), {
    NODE: shellPath(process.execPath),
    DIST: shellPath(findInstallation().dist),
    PATH: env["PATH"] ?? "",
    HOME: env["HOME"] ?? "",
    SYNC_HOOKS_HOME: env["SYNC_HOOKS_HOME"] ?? "",
    XDG_CONFIG_HOME: env["XDG_CONFIG_HOME"] ?? "",
    XDG_DATA_HOME: env["XDG_DATA_HOME"] ?? "",
    XDG_STATE_HOME: env["XDG_STATE_HOME"] ?? "",
    LOCALAPPDATA: env["LOCALAPPDATA"] ?? "",
  });
}

/** Writes the one shared runner that every block and timer starts, where its text or its right to be executed differs. */
export function writeRunner(ctx: Context): void {
  const text = renderRunner(ctx);
  const file = ctx.directories.runnerFile;
  if (readRunner(ctx) !== text || !isExecutable(file)) writeAtomic(file, text, programMode);
}

/**
 * Writes the runner anew where no hook can start anything through it any more: it is gone or cut short, or what
 * it starts is. One that works, also of another installation, is left alone. Gives whether it was written.
 */
export function repairRunner(ctx: Context): boolean {
  if (isRunnerUsable(ctx)) return false;
  writeRunner(ctx);
  return true;
}

/** The path as the shell of Git for Windows reads it too. */
export function shellPath(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
