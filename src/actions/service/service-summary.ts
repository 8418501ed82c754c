import { toSyncError } from "../../core/errors.ts";
import type { Problem } from "../../core/problem.ts";
import type { Context } from "../context.ts";
import { serviceStatus } from "./service.ts";

/** The service in the document of `status --json`; `via` is null where none is installed. */
export type ServiceSummary = {
  via: string | null;
  running: boolean | null;
  pid: number | null;
  /** Why it does not watch, and what mends it; null where it does, and where there is none. */
  problem: Problem | null;
};

/** Asks the service managers; one that cannot be asked is a problem to show, not the end of `status`. */
export async function serviceSummary(ctx: Context): Promise<ServiceSummary> {
  try {
    const status = await serviceStatus(ctx);
    if (status === null) return { via: null, running: null, pid: null, problem: null };
    const { via, running, pid, watcher } = status;
    switch (running.state) {
      case "yes":
        return { via, running: true, pid, problem: watcher.running ? null : noWatcher };
      case "unknown":
        return { via, running: null, pid, problem: null };
      case "no":
        return {
          via,
          running: false,
          pid,
          problem: { severity: "warn", what: `the service: ${running.why}`, mend: running.mend },
        };
    }
  } catch (thrown) {
    const { message, hint } = toSyncError(thrown);
    const problem: Problem = { severity: "bad", what: message, mend: hint };
    return { via: null, running: null, pid: null, problem };
  }
}

const noWatcher: Problem = {
  severity: "warn",
  what: "the service runs, but no watcher works yet",
  mend: "sync-hooks service status",
};
