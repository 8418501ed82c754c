import { switchService } from "../../actions/service/service.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";

export async function run({ context, terminal }: Invocation): Promise<Report> {
  await switchService(context, "on");
  terminal.out(canvasOf(terminal).paint("good", "✔ The service is started."));
  return { status: 0, document: { service: "started" } };
}
