import { rmSync } from "node:fs";
import { SyncError } from "../core/errors.ts";
import { readIfPresent, writeAtomic } from "../system/files.ts";
import type { Edit } from "./scheduler.ts";

/** The edit that gives a file this text, or takes it away (null). */
export function planFile(path: string, after: string | null): Edit {
  return { place: path, before: readIfPresent(path)?.toString("utf8") ?? null, after };
}

/** Makes the edits' files so; where one cannot be written, those before it get their old text back. */
export function writeFiles(edits: readonly Edit[]): void {
  const done: Edit[] = [];
  try {
    for (const edit of edits) {
      setFile(edit.place, edit.after);
      done.push(edit);
    }
  } catch (error) {
    restoreFiles(done);
    const place = edits[done.length]?.place ?? "";
    throw new SyncError("internal", `cannot write ${place}: ${(error as Error).message}`, {
      hint: "make it writable for you, then run the command again",
      cause: error,
    });
  }
}

export function restoreFiles(edits: readonly Edit[]): void {
  for (const edit of edits) setFile(edit.place, edit.before);
}

function setFile(path: string, text: string | null): void {
  if (text === null) rmSync(path, { force: true });
  else writeAtomic(path, text);
}
