import type { ServiceChange, ServiceReport } from "../actions/service/service.ts";

/** The service as `service status --json` shows it; every field null where there is none. */
export function serviceDocument(status: ServiceReport | null) {
  const running = status?.running ?? null;
  return {
    via: status?.via ?? null,
    running: running?.state ?? null,
    pid: status?.pid ?? null,
    problem: running && running.state !== "yes" ? running.why : null,
    mend: running?.state === "no" ? running.mend : null,
    caveats: status?.caveats ?? [],
    watcher: status?.watcher ?? null,
  };
}

export function serviceChangeDocument(change: ServiceChange, mode: "apply" | "plan") {
  const { via, edits, warnings } = change;
  return { dry_run: mode === "plan", via, changes: edits, warnings };
}
