import { join } from "node:path";
import { readIfPresent, replaceSoon } from "../../system/files.ts";
import type { Context } from "../context.ts";

/** Who started a sweep: the timer's own entry, a watcher in its place, or a person. */
export type SweepOrigin = "timer" | "watcher" | "person";

/** When sweeps last started, RFC 3339 UTC. */
export type LastSweep = { startedAt: string | null; byTimerAt: string | null };

/** What the sweeps have left in the state directory; a file that cannot be read counts as none. */
export function readLastSweep(ctx: Context): LastSweep {
  const bytes = readIfPresent(lastSweepFile(ctx));
  const document = bytes === null ? {} : parse(bytes.toString("utf8"));
  return { startedAt: text(document["started_at"]), byTimerAt: text(document["by_timer_at"]) };
}

/** Notes that a sweep begins. The state directory must stand. */
export function writeLastSweep(
  ctx: Context,
  startedAt: string,
  origin: SweepOrigin,
): Promise<void> {
  const byTimerAt = origin !== "person" ? startedAt : readLastSweep(ctx).byTimerAt;
  const document = { started_at: startedAt, by_timer_at: byTimerAt };
  return replaceSoon(lastSweepFile(ctx), `${JSON.stringify(document, null, 2)}\n`);
}

function parse(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // A torn file is overwritten by the next sweep; until then nobody knows when the last one was.
    return {};
  }
}

const text = (value: unknown) => (typeof value === "string" ? value : null);
const lastSweepFile = (ctx: Context) => join(ctx.directories.state, "last-sweep.json");
