import { SyncError } from "../../core/errors.ts";
import type { Machine } from "../machine.ts";
import { detached } from "./detached.ts";
import { launchdService } from "./launchd-service.ts";
import { logonTask } from "./logon-task.ts";
import type { ServiceManager, ServiceManagerName } from "./service-manager.ts";
import { systemdService } from "./systemd-service.ts";

/** Every service manager, in the order in which the first one that answers is taken. */
export const serviceManagers: readonly ServiceManager[] = [
  systemdService,
  launchdService,
  logonTask,
  detached,
];

/** The manager of that name, or the first that answers here (null). Throws `usage` where none does. */
export async function chooseServiceManager(
  machine: Machine,
  via: ServiceManagerName | null,
): Promise<ServiceManager> {
  const reasons: string[] = [];
  for (const manager of serviceManagers.filter(({ name }) => via === null || name === via)) {
    const reason = await manager.unavailable(machine);
    if (reason === null) return manager;
    reasons.push(`${manager.name}: ${reason}`);
  }
  throw new SyncError("usage", `no service manager answers here (${reasons.join("; ")})`, {
    hint:
      via === null
        ? "start `sync-hooks watch` by a service manager of your own"
        : "leave --via out to take one that answers",
  });
}
