import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import {
  readOwnCommands,
  revokeTrust,
  trust,
  type OwnCommands,
} from "../../actions/trust/trust.ts";
import { shownStep } from "../../config/shown.ts";
import { SyncError } from "../../core/errors.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { trustText } from "../render/trust.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  if (options["show"] && options["revoke"])
    throw new SyncError("usage", "--show and --revoke exclude each other", {
      hint: "leave one of them out",
    });
  const checkouts = selectCheckouts(context, args, "named");
  // What is shown and what is agreed to come from one reading: a pull in between changes nothing.
  const read = checkouts.map((checkout) => readOwnCommands(context, checkout));
  const decide = options["revoke"] ? revokeTrust : trust;
  const ended = options["show"] ? read : read.map((commands) => decide(context, commands));
  for (const commands of ended) terminal.out(trustText(commands, canvasOf(terminal)));
  return { status: 0, document: { checkouts: ended.map(documentOf) } };
}

function documentOf({ checkout, file, steps, state }: OwnCommands) {
  return {
    slug: checkout.slug,
    path: checkout.path,
    config_file: file,
    state,
    steps: steps.map(shownStep),
  };
}
