import { pause, withoutEnd } from "../../actions/registry/pause.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { parseDuration } from "../../core/duration.ts";
import { SyncError } from "../../core/errors.ts";
import { checkoutDocument } from "../checkout-document.ts";
import { optionText, type Invocation, type Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const wished = optionText(options, "for");
  const forMs = wished === null ? null : durationOf(wished);
  const checkouts = selectCheckouts(context, args, options["all"] ? "all" : "named");
  const pausedUntil = pause(context, checkouts, forMs);
  const end =
    pausedUntil === withoutEnd
      ? "you run sync-hooks resume"
      : new Date(pausedUntil).toLocaleString("sv-SE");
  for (const { slug, path } of checkouts) terminal.out(`paused  ${slug}  ${path}  until ${end}`);
  const paused = checkouts.map((checkout) => checkoutDocument({ ...checkout, pausedUntil }));
  return { status: 0, document: { checkouts: paused } };
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new SyncError("usage", `--for expects a duration, not "${text}"`, {
    hint: "for example: --for 30m, --for 2h, --for 1d",
  });
}
