import { timerStatus } from "../../actions/timer/timer.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { timerState } from "../render/timer.ts";
import { timerDocument } from "../timer-document.ts";

export async function run({ context, terminal }: Invocation): Promise<Report> {
  const status = await timerStatus(context);
  terminal.out(timerState(status, context.clock.now(), canvasOf(terminal)));
  return { status: 0, document: { timer: timerDocument(status) } };
}
