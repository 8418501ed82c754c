import { createHash } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileAccess } from "../../system/file-access.ts";
import { fileState } from "../../system/file-state.ts";
import { readIfPresent } from "../../system/files.ts";
import type { BoardFiles } from "./board-files.ts";

/** Tells one state of a checkout's `openspec/` from another without reading it: names, sizes and times. */
export function openSpecFingerprint(files: FileAccess, top: string): string {
  const hash = createHash("sha256");
  const walk = (folder: string) => {
    const entries = listed(join(top, folder)).sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else hash.update(`${path}\0${fileState(files, join(top, path)).identity}\0`);
    }
  };
  walk("openspec/changes");
  return hash.digest("hex");
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

const fileOf = ({ folder }: BoardFiles, checkoutId: number) => join(folder, `shown-${checkoutId}`);

/** Whether a board has shown this state of the checkout already. */
export const isShown = (files: BoardFiles, checkoutId: number, print: string): boolean =>
  readIfPresent(fileOf(files, checkoutId))?.toString("utf8") === print;

export const keepShown = (files: BoardFiles, checkoutId: number, print: string): void =>
  writeFileSync(fileOf(files, checkoutId), print);
