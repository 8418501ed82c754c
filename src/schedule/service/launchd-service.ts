import { readIfPresent } from "../../system/files.ts";
import { ask } from "../commands.ts";
import { planFile } from "../entry-files.ts";
import {
  argumentLines,
  installAgent,
  isLoaded,
  load,
  plistPath,
  removeAgent,
  target,
  unload,
  whyNoLaunchd,
} from "../launch-agent.ts";
import { renderTemplate } from "../render-template.ts";
import type { Running } from "../scheduler.ts";
import { startCommand, type ServiceCommand, type ServiceManager } from "./service-manager.ts";

const label = "org.sync-hooks.watch";

/** A launch agent of the user's that is kept alive (launchd.plist(5)). */
export const launchdService: ServiceManager = {
  name: "launchd",

  unavailable: whyNoLaunchd,

  async plan(machine, command) {
    if (command === null && (await ask(machine, "launchctl", ["help"])) === null) return [];
    return [planFile(plistPath(machine, label), command && renderAgent(command))];
  },

  async apply(machine, edits) {
    if (edits.every((edit) => edit.after === null)) await removeAgent(machine, label, edits);
    else await installAgent(machine, label, edits);
  },

  async start(machine) {
    if (!(await isLoaded(machine, label))) await load(machine, label);
  },

  // What is loaded is kept alive: to end it is to unload it.
  stop: (machine) => unload(machine, label),

  async status(machine) {
    if (readIfPresent(plistPath(machine, label)) === null) return null;
    const printed = await ask(machine, "launchctl", ["print", target(machine, label)]);
    if (printed === null) return null;
    const pid = Number(/^\s*pid = (\d+)$/m.exec(printed.stdout)?.[1] ?? 0) || null;
    return { via: "launchd", running: runningState(printed.status, pid), pid, caveats: [] };
  },
};

function runningState(status: number | null, pid: number | null): Running {
  if (status !== 0) return { state: "no", why: `${label} is not loaded`, mend: startCommand };
  if (pid !== null) return { state: "yes" };
  const mend = `launchctl print gui/$(id -u)/${label}`;
  return { state: "no", why: "it has ended, and launchd waits to start it again", mend };
}

export function renderAgent(command: ServiceCommand): string {
  return renderTemplate("launchd/sync-hooks-watch.plist", {
    label,
    arguments: argumentLines(command),
  });
}
