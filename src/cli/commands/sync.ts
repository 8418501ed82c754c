import { planSync } from "../../actions/plan-sync.ts";
import { selectCheckouts } from "../../actions/select-checkouts.ts";
import { syncInBackground } from "../../actions/sync-in-background.ts";
import { syncMany, type SyncedCheckout } from "../../actions/sync-many.ts";
import { exitStatus } from "../../core/outcome.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { outcomeCell } from "../render/outcome.ts";
import type { Terminal } from "../terminal.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal, args, options } = invocation;
  // A config that is broken for all is told as what it is, before any checkout is looked at.
  await context.config(null);
  const checkouts = selectCheckouts(context, args, options["all"] ? "all" : "named");
  if (options["dryRun"]) return plan(invocation, checkouts);
  if (options["background"]) return inBackground(invocation, checkouts);
  const synced = await syncMany(context, checkouts, (one) => tell(one, terminal));
  return {
    status: exitStatus(synced.map(({ record }) => record.outcome)),
    document: { checkouts: synced.map(syncedDocument) },
  };
}

type Checkouts = readonly SyncedCheckout["checkout"][];

async function plan({ context, terminal }: Invocation, checkouts: Checkouts): Promise<Report> {
  const planned = [];
  for (const checkout of checkouts) {
    const { slug, path } = checkout;
    const would = await planSync(context, checkout);
    terminal.out(`${slug}  ${path}\n  would ${would}`);
    planned.push({ slug, path, would });
  }
  return { status: 0, document: { checkouts: planned } };
}

function inBackground({ context, terminal }: Invocation, checkouts: Checkouts): Report {
  if (checkouts.length > 0) syncInBackground(context, checkouts, process.argv[1] ?? "");
  for (const { slug, path } of checkouts) terminal.out(`queued  ${slug}  ${path}`);
  const queued = checkouts.map(({ slug, path }) => ({ slug, path, outcome: "queued" }));
  return { status: 0, document: { checkouts: queued } };
}

function tell({ checkout, record }: SyncedCheckout, terminal: Terminal): void {
  const { text, tone } = outcomeCell(record.outcome);
  const decided = record.steps.find(({ outcome }) => outcome === record.outcome)?.detail;
  const words = [checkout.slug, decided ?? record.reason].filter((word) => word).join("  ");
  terminal.out(`${canvasOf(terminal).paint(tone, text)}  ${words}`);
}

function syncedDocument({ checkout, record }: SyncedCheckout) {
  return {
    slug: checkout.slug,
    path: checkout.path,
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
  };
}
