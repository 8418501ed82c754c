import { planAll } from "../../actions/sync/plan-sync.ts";
import { displayNames } from "../../actions/registry/display-name.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { syncAll, type SyncedCheckout } from "../../actions/sync/sync-all.ts";
import { syncInBackground } from "../../actions/sync/sync-in-background.ts";
import { exitStatus } from "../../core/outcome.ts";
import { SyncError } from "../../core/errors.ts";
import type { Invocation, Report } from "../command.ts";
import { failureDocuments, printFailures, statusOf } from "../failures.ts";
import { canvasOf } from "../render/canvas.ts";
import { tildePath } from "../render/path.ts";
import { table, type Column } from "../render/table.ts";
import { sweptLines } from "../render/sweep.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, args, options } = invocation;
  refuseTogether(options);
  const checkouts = selectCheckouts(context, args, options["all"] ? "all" : "named");
  if (options["dryRun"]) return plan(invocation, checkouts);
  if (options["background"]) return detach(invocation, checkouts);
  return work(invocation, checkouts, options["requested"] ? "requested" : "manual");
}

/** Only one of these can be carried out; to pass over the others would do something else than was asked. */
function refuseTogether(options: Invocation["options"]): void {
  const manners = { dryRun: "--dry-run", background: "--background", requested: "--requested" };
  const [first, second] = Object.entries(manners).filter(([name]) => options[name]);
  if (first && second)
    throw new SyncError("usage", `${first[1]} and ${second[1]} exclude each other`, {
      hint: "leave one of them out",
    });
}

type Checkouts = ReturnType<typeof selectCheckouts>;

async function work(
  { context, terminal }: Invocation,
  checkouts: Checkouts,
  asking: "manual" | "requested",
): Promise<Report> {
  const canvas = canvasOf(terminal);
  const nameOf = displayNames(context);
  const synced = await syncAll(context, checkouts, asking, ({ checkout, record }) => {
    const swept = { name: nameOf(checkout), record, hooks: { kind: "unwanted" } } as const;
    terminal.out(sweptLines(swept, canvas).join("\n"));
  });
  return {
    status: exitStatus(synced.map(({ record }) => record.outcome)),
    document: { checkouts: synced.map(syncedDocument) },
  };
}

async function detach({ context, terminal }: Invocation, checkouts: Checkouts): Promise<Report> {
  const program = [process.execPath, ...process.execArgv, process.argv[1] ?? ""] as const;
  await syncInBackground(context, checkouts, { trigger: "manual", program });
  const nameOf = displayNames(context);
  for (const checkout of checkouts) terminal.out(`queued  ${nameOf(checkout)}  ${checkout.path}`);
  const queued = checkouts.map(({ slug, path }) => ({ slug, path, outcome: "queued" }));
  return { status: 0, document: { checkouts: queued } };
}

async function plan({ context, terminal }: Invocation, checkouts: Checkouts): Promise<Report> {
  const results = await planAll(context, checkouts);
  const plans = results.flatMap((result) => (result.state === "done" ? [result.report] : []));
  const nameOf = displayNames(context);
  const rows = plans.map(({ checkout, summary }) => ({
    cells: [
      { text: nameOf(checkout), tone: "strong" },
      { text: summary, tone: "plain" },
      { text: tildePath(checkout.path, context.env["HOME"]), tone: "quiet" },
    ] as const,
    notes: [],
  }));
  terminal.out(table(planColumns, rows, canvasOf(terminal)));
  printFailures(results, terminal);
  const documents = plans.map(({ checkout, requested, publish, summary }) => ({
    slug: checkout.slug,
    path: checkout.path,
    requested,
    action: publish.do,
    summary,
  }));
  return {
    status: statusOf(results),
    document: { dry_run: true, checkouts: documents, errors: failureDocuments(results) },
  };
}

const planColumns: readonly Column[] = [
  { header: "CHECKOUT", align: "left", rank: 2, least: 12, cut: "end" },
  { header: "WOULD", align: "left", rank: 1, least: 24, cut: "end" },
  { header: "PATH", align: "left", rank: 3, least: 16, cut: "middle" },
];

const syncedDocument = ({ checkout, record }: SyncedCheckout) => ({
  slug: checkout.slug,
  path: checkout.path,
  trigger: record.trigger,
  outcome: record.outcome,
  reason: record.reason,
  started_at: record.startedAt,
  duration_ms: record.durationMs,
  steps: record.steps.map(({ name, outcome, detail, durationMs }) => ({
    name,
    outcome,
    detail,
    duration_ms: durationMs,
  })),
});
