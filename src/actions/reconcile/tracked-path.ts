import { join, relative, sep } from "node:path";
import type { Context } from "../context.ts";

/**
 * The path under which git keeps a task file's text: where a symbolic link leads to inside the repository, the file
 * there. One that is gone, or leads nowhere, keeps its own.
 */
export function trackedPath(ctx: Pick<Context, "files">, top: string, path: string): string {
  try {
    const real = ctx.files.realpath(join(top, path));
    return real.startsWith(top + sep) ? relative(top, real).replaceAll(sep, "/") : path;
  } catch (error) {
    if (isAbsence(error)) return path;
    throw error;
  }
}

const isAbsence = (error: unknown) =>
  ["ENOENT", "ENOTDIR", "ELOOP", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "");
