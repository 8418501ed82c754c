import { removeTimer } from "../../actions/timer/timer.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { timerChange } from "../render/timer.ts";
import { timerChangeDocument } from "../timer-document.ts";

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const mode = options["dryRun"] === true ? "plan" : "apply";
  const change = await removeTimer(context, mode);
  terminal.out(timerChange(change, mode, canvasOf(terminal)));
  return { status: 0, document: timerChangeDocument(change, mode) };
}
