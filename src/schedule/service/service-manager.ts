import type { Machine } from "../machine.ts";
import type { Edit, Running } from "../scheduler.ts";

export const serviceManagerNames = ["systemd", "launchd", "task-scheduler", "detached"] as const;
export type ServiceManagerName = (typeof serviceManagerNames)[number];

/** What becomes of the service when its user logs out or the machine starts anew, and what would mend it. */
export type Caveat = { what: string; mend: string | null };

export type ServiceStatus = {
  via: ServiceManagerName;
  running: Running;
  /** The process that the manager looks after; null where there is none, or it does not say. */
  pid: number | null;
  caveats: Caveat[];
};

/** The program's absolute path and its arguments. */
export type ServiceCommand = readonly string[];

/** One row of the table of service managers: what keeps a program running, and starts it again when it has ended. */
export type ServiceManager = {
  name: ServiceManagerName;
  /** Null where it answers here, else why it does not. */
  unavailable: (machine: Machine) => Promise<string | null>;
  /** What would change for the service to stand, or for none to stand (null). */
  plan: (machine: Machine, command: ServiceCommand | null) => Promise<Edit[]>;
  /** Writes what changes, and starts the service or ends it. A failed install leaves what stood before. */
  apply: (machine: Machine, edits: readonly Edit[]) => Promise<void>;
  /** Starts the service that stands; one that runs is left alone. */
  start: (machine: Machine) => Promise<void>;
  /** Ends the service until it is started, or the user logs in again; resolves once it has ended, as far as it is known. */
  stop: (machine: Machine) => Promise<void>;
  /** Null where it holds no service of ours. */
  status: (machine: Machine) => Promise<ServiceStatus | null>;
};

export const startCommand = "sync-hooks service start";
export const installCommand = "sync-hooks service install";
