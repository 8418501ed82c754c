import { conflictScope } from "../../actions/conflicts/conflict-scope.ts";
import { listConflicts } from "../../actions/conflicts/list-conflicts.ts";
import { resolveConflicts } from "../../actions/conflicts/resolve-conflicts.ts";
import { SyncError } from "../../core/errors.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { resolutionsText } from "../render/conflicts.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal, options } = invocation;
  const take = sideOf(optionText(options, "take"));
  const resolutions = await resolveConflicts(context, await idsOf(invocation), take);
  terminal.out(resolutionsText(resolutions, canvasOf(terminal)));
  const reopened = resolutions.some(({ state }) => state === "reopened");
  const documents = resolutions.map(({ conflict, state }) => ({ ...conflict, state }));
  return { status: reopened ? 1 : 0, document: { conflicts: documents } };
}

function sideOf(text: string | null): "markdown" | "hub" {
  if (text === "markdown" || text === "hub") return text;
  const message =
    text === null ? "conflicts resolve needs a side" : `--take expects a side, not "${text}"`;
  throw new SyncError("usage", message, { hint: "write --take markdown or --take hub" });
}

async function idsOf({ context, args, options }: Invocation): Promise<readonly string[]> {
  const file = optionText(options, "file");
  if (args.length > 0 && file === null) return args;
  if (args.length > 0 || file === null)
    throw new SyncError("usage", "conflicts resolve takes ids, or --file", {
      hint: "sync-hooks conflicts shows both",
    });
  const scope = conflictScope(context, [], "around-or-all");
  const conflicts = await listConflicts(context, { ...scope, file, state: "open" });
  if (conflicts.length > 0) return conflicts.map(({ id }) => id);
  throw new SyncError("usage", `no conflict is open in ${file}`, {
    hint: "sync-hooks conflicts shows the open ones",
  });
}
