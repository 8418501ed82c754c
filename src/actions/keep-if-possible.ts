import { toSyncError } from "../core/errors.ts";
import type { Context } from "./context.ts";

/**
 * Puts into the state directory what a later run could use and can do without. Where it cannot be written (a full or
 * read-only disk), the log says so and the work goes on: a push must not wait for a cache.
 */
export function keepIfPossible(log: Context["log"], what: string, keep: () => void): void {
  try {
    keep();
  } catch (thrown) {
    log.write("WARN", "state", `cannot remember ${what}: ${toSyncError(thrown).message}`);
  }
}
