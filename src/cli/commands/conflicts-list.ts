import { listConflicts } from "../../actions/conflicts/list-conflicts.ts";
import { conflictScope } from "../../actions/conflicts/conflict-scope.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { conflictsText } from "../render/conflicts.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const scope = conflictScope(context, args, options["all"] ? "all" : "around-or-all");
  const conflicts = await listConflicts(context, { ...scope, file: null, state: "open" });
  terminal.out(conflictsText(conflicts, canvasOf(terminal)));
  return { status: 0, document: { conflicts } };
}
