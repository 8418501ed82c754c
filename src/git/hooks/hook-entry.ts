import { lstatSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { HookEntry, HookPlan } from "../../core/hooks/hook-plan.ts";
import { keptName, type HookEvent } from "../../core/hooks/hook-text.ts";
import { readIfPresent, writeAtomic } from "../../system/files.ts";

const programMode = 0o755;
const ignoreText = "# made by sync-hooks\n*\n";

/** Reads what stands at a hook's path. */
export function readHookEntry(path: string): HookEntry {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return { kind: "absent" };
  if (stat.isSymbolicLink()) return { kind: "link" };
  if (!stat.isFile()) return { kind: "other" };
  // Windows has no such bit; there git runs every hook that it finds.
  const isRun = process.platform === "win32" || (stat.mode & 0o111) !== 0;
  return {
    kind: "file",
    text: readFileSync(path).toString("latin1"),
    execution: isRun ? "enabled" : "disabled",
    links: stat.nlink > 1 ? "several" : "one",
  };
}

/**
 * Carries out one plan at `folder/name`. A hook that git is running meanwhile keeps the bytes it was started
 * with: they are written beside and renamed.
 */
export function applyHookPlan(
  folder: string,
  name: string,
  event: HookEvent,
  plan: HookPlan,
): void {
  const path = join(folder, name);
  const kept = join(folder, keptName(event));
  switch (plan.kind) {
    case "unchanged":
    case "refused":
      return;
    case "write":
      writeAtomic(path, bytes(plan.text), plan.mode === "program" ? programMode : modeOf(path));
      return;
    case "chain":
      chain(path, kept, plan);
      return;
    case "restore":
      renameSync(kept, path);
      return;
    case "remove":
      rmSync(path);
  }
}

function chain(path: string, kept: string, plan: HookPlan & { kind: "chain" }): void {
  const mode = plan.kept === null ? null : modeOf(path);
  renameSync(path, kept);
  try {
    if (plan.kept !== null && mode !== null) writeAtomic(kept, bytes(plan.kept), mode);
    writeAtomic(path, bytes(plan.text), programMode);
  } catch (error) {
    // A full disk must not cost the user a hook.
    renameSync(kept, path);
    throw error;
  }
}

/** Keeps a folder that install made in a working tree out of `git status`, as husky does with its own. */
export function hideFolder(folder: string): void {
  writeAtomic(join(folder, ".gitignore"), ignoreText);
}

/** Removes a folder that install made, unless somebody has put files of their own there meanwhile. */
export function removeMadeFolder(folder: string): void {
  const ignore = join(folder, ".gitignore");
  const hidden = readIfPresent(ignore)?.toString("utf8") === ignoreText;
  const others = readdirSync(folder).filter((name) => !(hidden && name === ".gitignore"));
  if (others.length > 0) return;
  if (hidden) rmSync(ignore);
  rmdirSync(folder);
}

const bytes = (text: string) => Buffer.from(text, "latin1");
const modeOf = (path: string) => lstatSync(path).mode & 0o7777;
