import { status } from "../../actions/status/status.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { checkoutDetails } from "../render/checkout.ts";
import { nothingRegistered, statusOverview, surroundings } from "../render/status.ts";

export async function run({ context, terminal, args }: Invocation): Promise<Report> {
  const document = await status(context, args);
  const scene = { now: context.clock.now(), home: context.env["HOME"] };
  const canvas = canvasOf(terminal);
  const [only, ...more] = document.checkouts;
  if (!only) terminal.out(nothingRegistered);
  else if (args.length > 0 && more.length === 0) {
    terminal.out(checkoutDetails(only, scene, canvas));
    terminal.out(`\n${surroundings(document, scene, canvas)}`);
  } else terminal.out(statusOverview(document, scene, canvas));
  return { status: document.hub.online ? 0 : 2, document };
}
