import { toSyncError } from "../../core/errors.ts";
import { detached, wasEndedByOthers } from "../../schedule/service/detached.ts";
import { changeAlone } from "../change-alone.ts";
import type { Context } from "../context.ts";
import { machineOf } from "../machine.ts";

/**
 * For the timer's sweep: starts a detached service again that a restart or a kill has ended, since nobody else would.
 * What keeps it from that is told in the log, and keeps no sweep from its work.
 */
export async function reviveService(ctx: Context): Promise<void> {
  const machine = machineOf(ctx);
  try {
    if (!wasEndedByOthers(machine)) return;
    await changeAlone(ctx, "service", "apply", async () => {
      if (wasEndedByOthers(machine)) await detached.start(machine);
    });
    ctx.log.write("INFO", "service", "started the watcher again, whose process had ended");
  } catch (thrown) {
    const why = toSyncError(thrown).message;
    ctx.log.write("WARN", "service", `could not start the watcher again: ${why}`);
  }
}
