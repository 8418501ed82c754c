import type { Context } from "../context.ts";
import type { WatchEvent } from "./watch-event.ts";

/** What nobody may be there to read goes into the log, too; each run writes its own lines there. */
export function noteEvent({ log }: Context, event: WatchEvent): void {
  if (event.kind === "trouble") log.write("WARN", event.slug, event.error.message);
  if (event.kind === "reconfigured") log.write("INFO", "watch", "the config has changed");
  if (event.kind === "polling")
    log.write("WARN", "watch", `looks every 2 s instead of watching: ${event.why}`);
  if (event.kind !== "worked") return;
  const { checkout, worked } = event;
  if (worked.kind === "away" && worked.isFirst)
    log.write("WARN", checkout.slug, `its remote is away: ${worked.why}`);
  if (worked.kind === "failed") log.write("WARN", checkout.slug, worked.error.message);
}
