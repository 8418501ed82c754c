import { readIfPresent } from "../../system/files.ts";
import { ask, insist, words } from "../commands.ts";
import { planFile } from "../entry-files.ts";
import type { Machine } from "../machine.ts";
import { renderTemplate } from "../render-template.ts";
import { requireOneLine, type Running } from "../scheduler.ts";
import {
  installUnit,
  removeUnit,
  shellCommand,
  stopPatienceMs,
  unitPath,
  willLinger,
} from "../systemd-unit.ts";
import {
  installCommand,
  startCommand,
  type Caveat,
  type ServiceCommand,
  type ServiceManager,
} from "./service-manager.ts";

const unitName = "sync-hooks-watch.service";
const unit = { name: unitName, wantedBy: "default.target" } as const;

/** A user service (systemd.service(5)). */
export const systemdService: ServiceManager = {
  name: "systemd",

  async unavailable(machine) {
    if (machine.platform !== "linux") return "systemd runs on Linux only";
    const answer = await ask(machine, "systemctl", ["--user", "list-units", unitName]);
    if (answer === null) return "there is no systemctl";
    return answer.status === 0 ? null : `systemctl --user does not answer: ${words(answer)}`;
  },

  async plan(machine, command) {
    if (command === null && (await ask(machine, "systemctl", ["--version"])) === null) return [];
    return [planFile(unitPath(machine, unitName), command && renderUnit(command))];
  },

  async apply(machine, edits) {
    if (edits.every((edit) => edit.after === null)) await removeUnit(machine, unit, edits);
    else await installUnit(machine, unit, edits);
  },

  async start(machine) {
    await insist(machine, "systemctl", ["--user", "start", unitName]);
  },

  async stop(machine) {
    const patience = { timeoutMs: stopPatienceMs };
    await insist(machine, "systemctl", ["--user", "stop", unitName], patience);
  },

  async status(machine) {
    if (readIfPresent(unitPath(machine, unitName)) === null) return null;
    const properties = "ActiveState,SubState,MainPID,UnitFileState,NRestarts,NeedDaemonReload";
    const shown = await ask(machine, "systemctl", ["--user", "show", unitName, "-p", properties]);
    if (shown === null) return null;
    if (shown.status !== 0) {
      const why = `systemctl --user does not answer: ${words(shown)}`;
      return { via: "systemd", running: { state: "unknown", why }, pid: null, caveats: [] };
    }
    const value = (name: string) =>
      new RegExp(`^${name}=(.*)$`, "m").exec(shown.stdout)?.[1]?.trim() ?? "";
    return {
      via: "systemd",
      running: runningState(value("ActiveState"), value("SubState"), value("NRestarts")),
      pid: Number(value("MainPID")) || null,
      caveats: [...enabling(value("UnitFileState")), ...(await lingering(machine))],
    };
  },
};

function runningState(active: string, sub: string, restarts: string): Running {
  if (active === "active") return { state: "yes" };
  if (sub.startsWith("auto-restart"))
    return {
      state: "no",
      why: `it ends again and again (${restarts} restarts)`,
      mend: `journalctl --user -u ${unitName}`,
    };
  return { state: "no", why: `${unitName} is ${active || "not loaded"}`, mend: startCommand };
}

function enabling(unitFileState: string): Caveat[] {
  if (unitFileState === "enabled") return [];
  return [{ what: "it does not start when you log in", mend: installCommand }];
}

async function lingering(machine: Machine): Promise<Caveat[]> {
  const after = await willLinger(machine);
  switch (after.state) {
    case "yes":
      return [];
    case "no":
      return [{ what: after.why, mend: after.mend }];
    case "unknown":
      return [{ what: after.why, mend: null }];
  }
}

function renderUnit(command: ServiceCommand): string {
  requireOneLine(command, "systemd");
  return renderTemplate(`systemd/${unitName}`, { command: shellCommand(command) });
}
