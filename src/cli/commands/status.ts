import { status, type StatusDocument } from "../../actions/status/status.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { checkoutDetails } from "../render/checkout.ts";
import { othersLine } from "../render/others.ts";
import { nothingRegistered, statusOverview, surroundings } from "../render/status.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const document = await status(context, args, options["all"] ? "all" : "around-or-all");
  const scene = { now: context.clock.now(), home: context.env["HOME"] };
  const canvas = canvasOf(terminal);
  const [only, ...more] = document.checkouts;
  if (!only) terminal.out(nothingRegistered);
  else if (more.length === 0 && !options["all"]) {
    terminal.out(checkoutDetails(only, scene, canvas));
    terminal.out(`\n${surroundings(document, scene, canvas)}`);
    if (args.length === 0)
      terminal.out(othersLine(othersOf(document), "sync-hooks status --all", canvas));
  } else terminal.out(statusOverview(document, scene, canvas));
  return { status: statusOf(document.hub), document };
}

const statusOf = ({ problem }: StatusDocument["hub"]) =>
  problem === null ? 0 : problem.severity === "warn" ? 2 : 1;

function othersOf({ checkouts, totals }: StatusDocument) {
  const failing = checkouts.filter(({ problem }) => problem?.severity === "bad").length;
  return { count: totals.checkouts - checkouts.length, failing: totals.failing - failing };
}
