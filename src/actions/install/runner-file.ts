import { fillTemplate } from "../../core/fill-template.ts";
import { readIfPresent, writeAtomic } from "../../system/files.ts";
import { findInstallation, readTemplate } from "../../system/installation.ts";
import type { Context } from "../context.ts";

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

/** Writes the one shared runner that every block and timer starts, where its text has changed. */
export function writeRunner(ctx: Context): void {
  const text = renderRunner(ctx);
  const standing = readIfPresent(ctx.directories.runnerFile)?.toString("utf8");
  if (standing !== text) writeAtomic(ctx.directories.runnerFile, text, programMode);
}

/** The path as the shell of Git for Windows reads it too. */
export function shellPath(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
