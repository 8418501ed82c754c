import { dispatch } from "../../actions/dispatch/dispatch.ts";
import { slugAround } from "../../actions/registry/require-repo.ts";
import { briefing } from "../../core/dispatch/briefing.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { dispatchText } from "../render/dispatch.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const [slug = slugAround(context)] = args;
  const document = await dispatch(context, slug);
  const now = context.clock.now();
  if (options["prompt"]) terminal.out(briefing(document, now));
  else terminal.out(dispatchText(document, now, canvasOf(terminal)));
  return { status: 0, document };
}
