import { toSyncError } from "../../core/errors.ts";
import type { Freshness } from "../../core/freshness.ts";
import { severities, type Problem } from "../../core/problem.ts";
import { readHubSummary, type HubSummary } from "../../hub/summary.ts";
import { noTasks, type TaskCounts } from "../../hub/task-counts.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { checkoutStatus, rememberedStatus, type CheckoutStatus } from "./checkout-status.ts";
import type { Context } from "../context.ts";
import { displayName } from "../registry/display-name.ts";
import { eachBounded } from "../each-bounded.ts";
import { selectCheckouts, type Scope } from "../registry/select-checkouts.ts";
import { watcherState, type WatcherState } from "../watch/watcher-state.ts";
import { serviceSummary, type ServiceSummary } from "../service/service-summary.ts";
import { timerSummary, type TimerSummary } from "../timer/timer-summary.ts";

export type { CheckoutStatus, RunDocument } from "./checkout-status.ts";
export type { TaskCounts } from "../../hub/task-counts.ts";

/**
 * The document of `status --json`, the same for every door: snake_case keys, RFC 3339 UTC times.
 * What only the hub knows is null (and `recent_syncs` empty) while the hub does not answer.
 */
export type StatusDocument = {
  /** Worst first. */
  checkouts: CheckoutStatus[];
  /** Over every registered checkout; of those that are not in `checkouts`, as the registry and their last run tell. */
  totals: StatusTotals;
  recent_syncs: HubSummary["recentSyncs"];
  hub: { online: boolean; error: string | null; problem: Problem | null };
  watcher: WatcherState;
  timer: TimerSummary;
  service: ServiceSummary;
};

export type StatusTotals = Record<Freshness, number> & {
  checkouts: number;
  /** Checkouts whose problem is `bad`. */
  failing: number;
  paused: number;
  tasks: TaskCounts | null;
  open_conflicts: number | null;
};

/** So many checkouts hide each other's waiting for the disk; more only crowd the processors. */
const atATime = 8;

/** The state of the checkouts that the selectors name, or that are in scope where there are none. Changes nothing. */
export async function status(
  ctx: Context,
  selectors: readonly string[],
  scope: Scope,
): Promise<StatusDocument> {
  const chosen = selectCheckouts(ctx, selectors, scope);
  const registered = selectCheckouts(ctx, [], "all");
  const [hub, timer, service] = await Promise.all([
    askHub(ctx),
    timerSummary(ctx),
    serviceSummary(ctx),
  ]);
  const subject = (checkout: Checkout) => ({ checkout, name: displayName(checkout, registered) });
  const checkouts: CheckoutStatus[] = [];
  await eachBounded(chosen, { limit: atATime, shares: () => [] }, async (checkout) => {
    checkouts.push(await checkoutStatus(ctx, subject(checkout), hub.summary));
  });
  const shown = new Set(chosen.map(({ id }) => id));
  const others = registered
    .filter(({ id }) => !shown.has(id))
    .map((checkout) => rememberedStatus(ctx, subject(checkout), hub.summary));
  return {
    checkouts: checkouts.toSorted(worstFirst),
    totals: totalsOf(registered, [...checkouts, ...others], hub.summary),
    recent_syncs: hub.summary?.recentSyncs ?? [],
    hub: {
      online: hub.summary !== null,
      error: hub.problem?.what ?? null,
      problem: hub.problem,
    },
    watcher: watcherState(ctx),
    timer,
    service,
  };
}

type HubAnswer = { summary: HubSummary | null; problem: Problem | null };

async function askHub(ctx: Context): Promise<HubAnswer> {
  try {
    return { summary: await readHubSummary(await ctx.hub()), problem: null };
  } catch (thrown) {
    const { code, message, hint } = toSyncError(thrown);
    if (code !== "offline" && code !== "store") throw thrown;
    const severity = code === "offline" ? "warn" : "bad";
    return { summary: null, problem: { severity, what: message, mend: hint } };
  }
}

function worstFirst(one: CheckoutStatus, other: CheckoutStatus): number {
  return (
    gravity(one) - gravity(other) ||
    freshnessOrder.indexOf(one.freshness) - freshnessOrder.indexOf(other.freshness) ||
    one.slug.localeCompare(other.slug) ||
    one.path.localeCompare(other.path)
  );
}

const freshnessOrder: readonly Freshness[] = ["stale", "never", "aging", "fresh"];

const gravity = ({ problem }: CheckoutStatus) =>
  problem === null ? severities.length : severities.indexOf(problem.severity);

function totalsOf(
  registered: readonly Checkout[],
  checkouts: readonly CheckoutStatus[],
  hub: HubSummary | null,
): StatusTotals {
  const count = (is: (one: CheckoutStatus) => boolean) => checkouts.filter(is).length;
  // Two checkouts of one repository share its tasks.
  const repositories = [...new Set(registered.map(({ repoId }) => repoId))];
  return {
    checkouts: checkouts.length,
    fresh: count((one) => one.freshness === "fresh"),
    aging: count((one) => one.freshness === "aging"),
    stale: count((one) => one.freshness === "stale"),
    never: count((one) => one.freshness === "never"),
    failing: count((one) => one.problem?.severity === "bad"),
    paused: count((one) => one.paused_until !== null),
    tasks: hub && addUp(repositories.map((id) => hub.tasks.get(id) ?? noTasks())),
    open_conflicts:
      hub && repositories.reduce((sum, id) => sum + (hub.openConflicts.get(id) ?? 0), 0),
  };
}

function addUp(all: readonly TaskCounts[]): TaskCounts {
  const sum = noTasks();
  for (const counts of all)
    for (const word of Object.keys(sum) as (keyof TaskCounts)[]) sum[word] += counts[word];
  return sum;
}
