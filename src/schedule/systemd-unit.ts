import { rmSync } from "node:fs";
import { join } from "node:path";
import { ask, insist } from "./commands.ts";
import { restoreFiles, writeFiles } from "./entry-files.ts";
import type { Machine } from "./machine.ts";
import { systemdWord } from "./quoting.ts";
import { changes, type Edit, type Running } from "./scheduler.ts";

/** A unit of the user manager's, and the target that starts it. */
export type Unit = { name: string; wantedBy: "timers.target" | "default.target" };

/** Writes the unit's files where they differ, enables and starts it; a manager that refuses leaves what stood before. */
export async function installUnit(
  machine: Machine,
  { name }: Unit,
  edits: readonly Edit[],
): Promise<void> {
  const changed = changes(edits);
  const active = await ask(machine, "systemctl", ["--user", "is-active", name]);
  const enabled = await ask(machine, "systemctl", ["--user", "is-enabled", name]);
  if (changed.length === 0 && active?.status === 0 && enabled?.status === 0) return;
  writeFiles(changed);
  try {
    await insist(machine, "systemctl", ["--user", "daemon-reload"]);
    await insist(machine, "systemctl", ["--user", "enable", name]);
    await insist(machine, "systemctl", ["--user", "restart", name], { timeoutMs: stopPatienceMs });
  } catch (error) {
    restoreFiles(changed);
    await ask(machine, "systemctl", ["--user", "daemon-reload"]);
    throw error;
  }
}

/** Also where no user manager answers (ssh without a session): then the files and the enabling link are all there is. */
export async function removeUnit(
  machine: Machine,
  { name, wantedBy }: Unit,
  edits: readonly Edit[],
): Promise<void> {
  const changed = changes(edits);
  if (changed.length === 0) return;
  await ask(machine, "systemctl", ["--user", "disable", "--now", name], {
    timeoutMs: stopPatienceMs,
  });
  rmSync(unitPath(machine, join(`${wantedBy}.wants`, name)), { force: true });
  writeFiles(changed);
  await ask(machine, "systemctl", ["--user", "daemon-reload"]);
}

/** A little longer than the units' own TimeoutStopSec. */
export const stopPatienceMs = 120_000;

/** Whether what the user manager runs goes on after the user has logged out. */
export async function willLinger(machine: Machine): Promise<Running> {
  const user = machine.user.name;
  const linger = await ask(machine, "loginctl", ["show-user", user, "--property=Linger"]);
  if (linger === null || linger.status !== 0)
    return { state: "unknown", why: "loginctl does not say whether it goes on after you log out" };
  if (linger.stdout.includes("Linger=yes")) return { state: "yes" };
  return {
    state: "no",
    why: "it stops when you log out (linger is off)",
    mend: `loginctl enable-linger ${user}`,
  };
}

/** The words as a command line for ExecStart; through sh, since the path of the program itself knows no escape for `$`. */
export const shellCommand = (words: readonly string[]): string =>
  ["/bin/sh", ...words.map(systemdWord)].join(" ");

export function unitPath(machine: Machine, unit: string): string {
  const { XDG_CONFIG_HOME: config } = machine.env;
  const base = config?.startsWith("/") ? config : join(machine.user.home, ".config");
  return join(base, "systemd", "user", unit);
}
