import { serviceStatus } from "../../actions/service/service.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { serviceState } from "../render/service.ts";
import { serviceDocument } from "../service-document.ts";

export async function run({ context, terminal }: Invocation): Promise<Report> {
  const status = await serviceStatus(context);
  terminal.out(serviceState(status, canvasOf(terminal)));
  return { status: 0, document: { service: serviceDocument(status) } };
}
