import {
  installService,
  serviceManagerNames,
  type ServiceManagerName,
} from "../../actions/service/service.ts";
import { SyncError } from "../../core/errors.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { serviceChange } from "../render/service.ts";
import { serviceChangeDocument } from "../service-document.ts";

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const mode = options["dryRun"] === true ? "plan" : "apply";
  const via = optionText(options, "via");
  const change = await installService(context, {
    mode,
    via: via === null ? null : managerNamed(via),
  });
  for (const warning of change.warnings) terminal.err(`warning: ${warning}`);
  terminal.out(serviceChange(change, mode, canvasOf(terminal)));
  return { status: 0, document: serviceChangeDocument(change, mode) };
}

function managerNamed(name: string): ServiceManagerName {
  const found = serviceManagerNames.find((known) => known === name);
  if (found !== undefined) return found;
  throw new SyncError("usage", `there is no service manager "${name}"`, {
    hint: `--via takes one of: ${serviceManagerNames.join(", ")}`,
  });
}
