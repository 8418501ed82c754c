import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent } from "../../system/files.ts";
import type { Context } from "../context.ts";

/** The runner's text as it stands, or null where there is none. */
export const readRunner = (ctx: Context): string | null =>
  readIfPresent(ctx.directories.runnerFile)?.toString("utf8") ?? null;

/** The node that a runner's text starts first. */
export const rememberedNode = (text: string): string | null => assigned(text, "node");

/** Whether the hooks can start something through the runner: it is whole, executable, and what it starts is there. */
export function isRunnerUsable(ctx: Context): boolean {
  const text = readRunner(ctx);
  if (text === null || !isExecutable(ctx.directories.runnerFile)) return false;
  const isWhole = text.startsWith("#!/bin/sh\n") && text.endsWith("\nfi\n");
  const [node, dist] = [rememberedNode(text), assigned(text, "dist")];
  if (!isWhole || node === null || dist === null) return false;
  return isExecutable(node) && existsSync(join(dist, "hooks", "post-commit.js"));
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function assigned(text: string, name: string): string | null {
  const quoted = new RegExp(`^${name}='(.*)'$`, "m").exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(`'\\''`, "'");
}
