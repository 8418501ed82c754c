import { toSyncError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { serviceStatus } from "../service/service.ts";
import { fail, ok, warn, type Finding } from "./check.ts";

/** A service that is installed runs. None is in order: hooks and timer do without. */
export async function checkService(ctx: Context): Promise<Finding> {
  try {
    const service = await serviceStatus(ctx);
    if (service === null) return ok("none: hooks and timer do without");
    const { via, running, caveats, watcher } = service;
    switch (running.state) {
      case "no":
        return fail(`${via}: ${running.why}`, running.mend);
      case "unknown":
        return warn(`${via}: ${running.why}`, null);
      case "yes": {
        if (!watcher.running)
          return warn(`${via} runs it, but no watcher works yet`, "sync-hooks service status");
        const mendable = caveats.find(({ mend }) => mend !== null);
        if (mendable) return warn(`${via}: ${mendable.what}`, mendable.mend);
        return ok(`${via}, the watcher is process ${watcher.pid ?? "?"}`);
      }
    }
  } catch (thrown) {
    const error = toSyncError(thrown);
    return fail(error.message, error.hint);
  }
}
