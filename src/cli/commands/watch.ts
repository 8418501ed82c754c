import { displayNames } from "../../actions/registry/display-name.ts";
import { watchInBackground } from "../../actions/watch/watch-in-background.ts";
import { watchOnce } from "../../actions/watch/watch-once.ts";
import { watch } from "../../actions/watch/watch.ts";
import type { Worked } from "../../actions/watch/work.ts";
import { SyncError } from "../../core/errors.ts";
import { parseDuration } from "../../core/duration.ts";
import { exitStatus } from "../../core/outcome.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { errorDocument } from "../error-text.ts";
import { errorStatus, gravestStatus, type ExitStatus } from "../exit-status.ts";
import { canvasOf } from "../render/canvas.ts";
import { watchLines, workedLines } from "../render/watch.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { options } = invocation;
  const wish = wishOf(invocation);
  if (options["once"]) return once(invocation, wish.mode);
  if (options["daemon"]) return detach(invocation);
  const { context, terminal, stopped } = invocation;
  const canvas = canvasOf(terminal);
  let isFirst = true;
  await watch(
    context,
    {
      ...wish,
      tell(event) {
        if (event.kind === "started" && isFirst) {
          isFirst = false;
          terminal.document({
            pid: process.pid,
            checkouts: event.checkouts,
            next_sweep_at: event.sweepsAt,
          });
        }
        const isNews = event.kind !== "worked" || isWorthALine(event.worked, terminal.verbose);
        // Names anew for each event: a checkout that was registered meanwhile can give another one a longer name.
        if (isNews)
          for (const line of watchLines(event, displayNames(context), canvas)) terminal.out(line);
      },
    },
    stopped,
  );
  return { status: 0, document: undefined };
}

function wishOf({ options }: Invocation) {
  return {
    intervalMs: durationOf(options, "interval"),
    debounceMs: durationOf(options, "debounce"),
    mode: options["dryRun"] ? "plan" : "apply",
  } as const;
}

function durationOf(options: Invocation["options"], name: string): number | null {
  const text = optionText(options, name);
  if (text === null) return null;
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new SyncError("usage", `--${name} expects a duration, not "${text}"`, {
    hint: `for example: sync-hooks watch --${name} 30s`,
  });
}

/** A run that found nothing to do is told where every one is asked for. */
const isWorthALine = (worked: Worked, verbose: boolean) =>
  verbose || worked.kind !== "synced" || worked.record.outcome !== "nothing-to-do";

async function once({ context, terminal }: Invocation, mode: "apply" | "plan"): Promise<Report> {
  const canvas = canvasOf(terminal);
  const statuses: ExitStatus[] = [];
  const documents: unknown[] = [];
  const nameOf = displayNames(context);
  await watchOnce(context, mode, (checkout, worked) => {
    for (const line of workedLines(nameOf(checkout), worked, canvas)) terminal.out(line);
    statuses.push(statusOf(worked));
    const { slug, path } = checkout;
    documents.push({ slug, path, ...documentOf(worked) });
  });
  return { status: gravestStatus(statuses), document: { checkouts: documents } };
}

function statusOf(worked: Worked): ExitStatus {
  switch (worked.kind) {
    case "synced":
      return exitStatus([worked.record.outcome]);
    case "failed":
      return errorStatus[worked.error.code];
    case "away":
      return 2;
    case "planned":
    case "quiet":
      return 0;
  }
}

function documentOf(worked: Worked) {
  switch (worked.kind) {
    case "synced":
      return { outcome: worked.record.outcome, reason: worked.record.reason };
    case "planned":
      return { summary: worked.summary };
    case "away":
      return { outcome: "offline", reason: worked.why };
    case "failed":
      return errorDocument(worked.error);
    case "quiet":
      return { outcome: "nothing-to-do", reason: null };
  }
}

async function detach({ context, terminal }: Invocation): Promise<Report> {
  const pid = await watchInBackground(context, [
    process.execPath,
    ...process.execArgv,
    process.argv[1] ?? "",
  ]);
  terminal.out(`watching in the background as process ${pid}`);
  return { status: 0, document: { pid } };
}
