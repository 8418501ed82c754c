import { removeService } from "../../actions/service/service.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { serviceChange } from "../render/service.ts";
import { serviceChangeDocument } from "../service-document.ts";

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const mode = options["dryRun"] === true ? "plan" : "apply";
  const change = await removeService(context, mode);
  terminal.out(serviceChange(change, mode, canvasOf(terminal)));
  return { status: 0, document: serviceChangeDocument(change, mode) };
}
