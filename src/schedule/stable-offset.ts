import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { readIfPresent } from "../system/files.ts";
import type { Machine } from "./machine.ts";

/**
 * The minute within the interval at which this user of this machine sweeps: the same at every install, and
 * spread over all machines, so that a team's timers do not meet at the remote in the same second.
 */
export function stableOffset(machine: Machine, intervalMinutes: number): number {
  const identity = [machineId(), machine.user.id, machine.user.name].join("\n");
  return createHash("sha256").update(identity).digest().readUInt32BE(0) % intervalMinutes;
}

/** machine-id(5) where there is one; the host name elsewhere. */
function machineId(): string {
  return readIfPresent("/etc/machine-id")?.toString("utf8").trim() || hostname();
}
