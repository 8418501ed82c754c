import { SyncError } from "../../core/errors.ts";
import { planRemoval } from "../../schedule/plan-removal.ts";
import { changes, type Edit } from "../../schedule/scheduler.ts";
import type {
  ServiceManager,
  ServiceManagerName,
  ServiceStatus,
} from "../../schedule/service/service-manager.ts";
import { chooseServiceManager, serviceManagers } from "../../schedule/service/table.ts";
import { backgroundProgram } from "../background-program.ts";
import { changeAlone } from "../change-alone.ts";
import type { Context } from "../context.ts";
import { writeRunner } from "../install/runner-file.ts";
import { machineOf } from "../machine.ts";
import { watcherState, type WatcherState } from "../watch/watcher-state.ts";

export {
  serviceManagerNames,
  type ServiceManagerName,
} from "../../schedule/service/service-manager.ts";

export type ServiceOptions = {
  mode: "apply" | "plan";
  /** Null for the first service manager that answers. */
  via: ServiceManagerName | null;
};

export type ServiceChange = {
  /** Null after a removal. */
  via: ServiceManagerName | null;
  /** What was written, or would be. */
  edits: Edit[];
  /** Another service manager that could not be asked about a service of ours, and why. */
  warnings: string[];
};

/**
 * Makes the chosen service manager keep `sync-hooks watch` running, and it alone: one that stands elsewhere is taken
 * away first. Writes only what differs, and starts what was stopped. Throws `usage` where no manager answers.
 */
export async function installService(
  ctx: Context,
  { mode, via }: ServiceOptions,
): Promise<ServiceChange> {
  const machine = machineOf(ctx);
  const chosen = await chooseServiceManager(machine, via);
  return changeAlone(ctx, "service", mode, async () => {
    const edits = await chosen.plan(machine, [...backgroundProgram(machine), "watch"]);
    const others = await planRemoval(
      machine,
      serviceManagers.filter((manager) => manager !== chosen),
    );
    if (mode === "apply") {
      writeRunner(ctx);
      for (const { holder, edits: gone } of others.plans) await holder.apply(machine, gone);
      await chosen.apply(machine, edits);
    }
    const all = [...others.plans.flatMap((plan) => plan.edits), ...edits];
    return { via: chosen.name, edits: changes(all), warnings: others.warnings };
  });
}

/** Ends the service and takes it away, whoever holds it; throws where one of them cannot be asked. */
export async function removeService(ctx: Context, mode: "apply" | "plan"): Promise<ServiceChange> {
  const machine = machineOf(ctx);
  return changeAlone(ctx, "service", mode, async () => {
    const { plans, errors } = await planRemoval(machine, serviceManagers);
    if (mode === "apply") for (const { holder, edits } of plans) await holder.apply(machine, edits);
    const [first] = errors;
    if (first !== undefined) throw first;
    return { via: null, edits: changes(plans.flatMap((plan) => plan.edits)), warnings: [] };
  });
}

/** Starts the service that stands, or ends it until it is started again. Throws `usage` where there is none. */
export async function switchService(ctx: Context, to: "on" | "off"): Promise<void> {
  const machine = machineOf(ctx);
  return changeAlone(ctx, "service", "apply", async () => {
    const found = await findService(ctx);
    if (found === null)
      throw new SyncError("usage", "no service is installed", {
        hint: "install it, which also starts it: sync-hooks service install",
      });
    if (to === "on") await found.manager.start(machine);
    else await found.manager.stop(machine);
  });
}

/** What the service manager says of itself, and beside it whether a watcher really works. */
export type ServiceReport = ServiceStatus & { watcher: WatcherState };

/** The service that stands, whoever holds it; null where there is none. */
export async function serviceStatus(ctx: Context): Promise<ServiceReport | null> {
  const found = await findService(ctx);
  return found && { ...found.status, watcher: watcherState(ctx) };
}

type FoundService = { manager: ServiceManager; status: ServiceStatus };

async function findService(ctx: Context): Promise<FoundService | null> {
  const machine = machineOf(ctx);
  for (const manager of serviceManagers) {
    const status = await manager.status(machine);
    if (status !== null) return { manager, status };
  }
  return null;
}
