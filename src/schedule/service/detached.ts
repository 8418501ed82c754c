import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fillTemplate } from "../../core/fill-template.ts";
import { shellWord } from "../../core/shell-word.ts";
import { readIfPresent } from "../../system/files.ts";
import { readTemplate } from "../../system/installation.ts";
import { isRunning } from "../../system/process-identity.ts";
import { killGroup } from "../../system/kill-group.ts";
import { spawnDetached } from "../../system/spawn-detached.ts";
import { planFile, writeFiles } from "../entry-files.ts";
import type { Machine } from "../machine.ts";
import { changes, type Running } from "../scheduler.ts";
import { clearPid, readPid, writePid } from "./pid-file.ts";
import {
  startCommand,
  type Caveat,
  type ServiceCommand,
  type ServiceManager,
} from "./service-manager.ts";

/** For a Linux without systemd: a shell in a session of its own that starts the watcher, and starts it again. */
export const detached: ServiceManager = {
  name: "detached",

  async unavailable({ platform }) {
    return platform === "linux" ? null : "only Linux has no service manager of its own";
  },

  async plan(machine, command) {
    if (command === null && readIfPresent(keeperFile(machine)) === null) return [];
    return [planFile(keeperFile(machine), command && renderKeeper(machine, command))];
  },

  async apply(machine, edits) {
    const changed = changes(edits);
    if (changed.length > 0) await end(machine);
    writeFiles(changed);
    if (edits.every((edit) => edit.after === null)) rmSync(errorsFile(machine), { force: true });
    else await begin(machine);
  },

  start: begin,
  stop: end,

  async status(machine) {
    if (readIfPresent(keeperFile(machine)) === null) return null;
    const kept = readPid(pidFile(machine));
    const running = runningState(machine);
    const pid = kept !== null && running.state === "yes" ? kept.pid : null;
    return { via: "detached", running, pid, caveats: [...said(machine), noLogin] };
  },
};

/** The last line that the watcher wrote to standard error since it was last started. */
function said(machine: Machine): Caveat[] {
  const text = readIfPresent(errorsFile(machine))?.toString("utf8").trimEnd() ?? "";
  if (text === "") return [];
  return [{ what: `the watcher says: ${text.slice(text.lastIndexOf("\n") + 1)}`, mend: null }];
}

const noLogin: Caveat = {
  what: "a restart of the machine ends it; the timer's next sweep starts it again",
  mend: null,
};

function runningState(machine: Machine): Running {
  const kept = readPid(pidFile(machine));
  if (kept === null) return { state: "no", why: "it was stopped", mend: startCommand };
  if (isRunning(kept)) return { state: "yes" };
  const why = `its process ${kept.pid} has ended, and nobody told it to`;
  return { state: "no", why, mend: startCommand };
}

/** Whether it was started, was not stopped since, and runs no more: a restart or a kill has ended it. */
export function wasEndedByOthers(machine: Machine): boolean {
  const kept = readPid(pidFile(machine));
  return kept !== null && !isRunning(kept) && readIfPresent(keeperFile(machine)) !== null;
}

async function begin(machine: Machine): Promise<void> {
  const kept = readPid(pidFile(machine));
  if (kept !== null && isRunning(kept)) return;
  const { state } = machine.directories;
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const keeper = [keeperFile(machine)];
  const pid = await spawnDetached("/bin/sh", keeper, { cwd: state, env: machine.env });
  writePid(pidFile(machine), pid);
}

const patienceMs = 90_000;

/** Lets the watcher finish what it is at; after 90 s it is killed with all that it has started. */
async function end(machine: Machine): Promise<void> {
  const file = pidFile(machine);
  const kept = readPid(file);
  if (kept !== null && isRunning(kept)) {
    process.kill(kept.pid, "SIGTERM");
    const limit = performance.now() + patienceMs;
    while (isRunning(kept) && performance.now() < limit) await sleep(20);
    if (isRunning(kept)) killGroup(kept.pid);
  }
  clearPid(file);
}

function renderKeeper(machine: Machine, command: ServiceCommand): string {
  return fillTemplate(readTemplate("service-keeper.sh"), {
    PROGRAM: command[0] ?? "",
    COMMAND: command.map(shellWord).join(" "),
    ERRORS: errorsFile(machine),
  });
}

const keeperFile = ({ directories }: Machine) => join(directories.data, "service-keeper");
const pidFile = ({ directories }: Machine) => join(directories.state, "service.pid");
const errorsFile = ({ directories }: Machine) => join(directories.state, "service-errors");
