import { endOfLog, followLog, readLog } from "../../actions/log/log.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { SyncError } from "../../core/errors.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { logLines } from "../render/log.ts";
import { wholeNumber } from "../whole-number.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal, args, options, stopped } = invocation;
  const follow = options["follow"] === true;
  const limit = wholeNumber("-n", optionText(options, "lines") ?? "50", 0);
  if (follow && terminal.json)
    throw new SyncError("usage", "log --follow never ends, so it cannot be one JSON document", {
      hint: "run: sync-hooks log --json -n 100",
    });
  const checkouts = args.length === 0 ? null : selectCheckouts(context, args, "named");
  const filter = { slugs: checkouts?.map(({ slug }) => slug) ?? null };
  const end = endOfLog(context);
  const entries = readLog(context, filter, limit, end);
  const canvas = canvasOf(terminal);
  let day: string | null = null;
  const show = (some: typeof entries) => {
    const drawn = logLines(some, day, canvas);
    day = drawn.day;
    for (const line of drawn.lines) terminal.out(line);
  };
  show(entries);
  if (entries.length === 0 && !follow)
    terminal.out("Nothing has been logged yet. A commit in an installed checkout writes here.");
  if (follow) for await (const entry of followLog(context, filter, end, stopped)) show([entry]);
  return { status: 0, document: { entries } };
}
