import { existsSync } from "node:fs";
import { join } from "node:path";
import { SyncError } from "../../core/errors.ts";
import {
  isChain,
  planInstall,
  planRetired,
  planUninstall,
  type HookEntry,
  type HookPlan,
} from "../../core/hooks/hook-plan.ts";
import { hookEvents, keptName, retiredNames, type HookEvent } from "../../core/hooks/hook-text.ts";
import { applyHookPlan, readHookEntry, removeMadeFolder } from "../../git/hooks/hook-entry.ts";
import type { HookBlocks } from "./hook-blocks.ts";

/** What is to be done with one file of a folder of hooks. */
export type HookStep = { event: HookEvent; name: string; entry: HookEntry; plan: HookPlan };

/** Plans what brings the block into each of the folder's hooks, and out of those that another manager put aside. */
export function planFolderInstall(folder: string, blocks: HookBlocks): HookStep[] {
  const origin = existsSync(folder) ? "found" : "made";
  return hookEvents.flatMap((event) => {
    const entry = readHookEntry(join(folder, event));
    const plan = planInstall({
      event,
      entry,
      kept: keptState(folder, event),
      block: blocks[event],
      folder: origin,
    });
    const retired = retiredNames(event).map((name): HookStep => {
      const aside = readHookEntry(join(folder, name));
      return { event, name, entry: aside, plan: planRetired(aside) };
    });
    return [{ event, name: event, entry, plan }, ...retired];
  });
}

/** Plans what makes each of the folder's hooks what it was before. */
export function planFolderUninstall(folder: string): HookStep[] {
  return hookEvents.flatMap((event) => {
    const names = [event, ...retiredNames(event)];
    const entries = names.map((name) => ({ name, entry: readHookEntry(join(folder, name)) }));
    // A kept hook goes back to where its chain stands now: another manager may have moved that.
    const owner = entries.find(({ entry }) => isChain(event, entry))?.name ?? event;
    return entries.map(({ name, entry }): HookStep => {
      const kept = name === owner ? keptState(folder, event) : "free";
      return { event, name, entry, plan: planUninstall({ event, entry, kept }) };
    });
  });
}

/** Carries the plans out, all or none as far as they can be foreseen. Throws `conflict` or `store`. */
export function applySteps(folder: string, steps: readonly HookStep[]): void {
  refuse(folder, steps);
  try {
    for (const { event, name, plan } of steps) applyHookPlan(folder, name, event, plan);
    if (steps.some(({ plan }) => plan.kind === "remove" && plan.folder === "made"))
      removeMadeFolder(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SyncError("store", `cannot write the hooks in ${folder}: ${message}`, {
      hint: mends[code ?? ""] ?? "mend that, then run the same command again",
      cause: error,
    });
  }
}

/** Throws `conflict` for the first hook whose plan is a refusal, with its line and mend. */
export function refuse(folder: string, steps: readonly HookStep[]): void {
  for (const { name, plan } of steps) {
    if (plan.kind !== "refused") continue;
    const place = `${join(folder, name)}${plan.line === null ? "" : `:${plan.line}`}`;
    throw new SyncError("conflict", `${place} is left alone: ${plan.problem}`, {
      hint: `${plan.mend}, then run the same command again`,
    });
  }
}

const mends: Readonly<Record<string, string>> = {
  EACCES: "make the folder writable: chmod u+w",
  EPERM: "make the folder and its hooks writable for you",
  EROFS: "mount the disk for writing",
  ENOSPC: "make room on the disk",
};

const keptState = (folder: string, event: HookEvent) =>
  readHookEntry(join(folder, keptName(event))).kind === "absent" ? "free" : "taken";
