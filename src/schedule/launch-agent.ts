import { join } from "node:path";
import { readIfPresent } from "../system/files.ts";
import { ask, insist, words } from "./commands.ts";
import { restoreFiles, writeFiles } from "./entry-files.ts";
import type { Machine } from "./machine.ts";
import { xmlText } from "./quoting.ts";
import { changes, type Edit } from "./scheduler.ts";

/** Why launchd cannot be used here; null where it answers. */
export async function whyNoLaunchd(machine: Machine): Promise<string | null> {
  const answer = await ask(machine, "launchctl", ["list"]);
  if (answer === null) return "there is no launchctl";
  return answer.status === 0 ? null : `launchctl does not answer: ${words(answer)}`;
}

/** Writes the agent's plist where it differs, and loads it; an agent that launchd refuses leaves what stood before. */
export async function installAgent(
  machine: Machine,
  label: string,
  edits: readonly Edit[],
): Promise<void> {
  const changed = changes(edits);
  if (changed.length === 0 && (await isLoaded(machine, label))) return;
  writeFiles(changed);
  try {
    // launchd reads a plist once: what is loaded goes out before the new one comes in.
    await unload(machine, label);
    await load(machine, label);
  } catch (error) {
    restoreFiles(changed);
    const path = plistPath(machine, label);
    if (readIfPresent(path) !== null)
      await ask(machine, "launchctl", ["bootstrap", domain(machine), path]);
    throw error;
  }
}

export async function removeAgent(
  machine: Machine,
  label: string,
  edits: readonly Edit[],
): Promise<void> {
  const changed = changes(edits);
  if (changed.length === 0) return;
  await unload(machine, label);
  writeFiles(changed);
}

export async function load(machine: Machine, label: string): Promise<void> {
  await insist(machine, "launchctl", ["bootstrap", domain(machine), plistPath(machine, label)]);
}

/** An agent that is not loaded is no error. */
export async function unload(machine: Machine, label: string): Promise<void> {
  await ask(machine, "launchctl", ["bootout", target(machine, label)]);
}

export async function isLoaded(machine: Machine, label: string): Promise<boolean> {
  return (await ask(machine, "launchctl", ["print", target(machine, label)]))?.status === 0;
}

/** The words as the lines of ProgramArguments. */
export function argumentLines(command: readonly string[]): string {
  const line = (word: string) => `\t\t<string>${xmlText(word)}</string>`;
  return ["/bin/sh", ...command].map(line).join("\n");
}

export const plistPath = (machine: Machine, label: string): string =>
  join(machine.user.home, "Library", "LaunchAgents", `${label}.plist`);

export const target = (machine: Machine, label: string): string => `${domain(machine)}/${label}`;

const domain = (machine: Machine) => `gui/${machine.user.id}`;
