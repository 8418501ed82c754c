import { lastRestore } from "../../core/restores.ts";
import type { Config } from "../../config/schema.ts";
import { fileGone } from "../../core/tasks/findings.ts";
import type { StepRecord } from "../../core/outcome.ts";
import { openGit } from "../../git/git.ts";
import { closeMootConflicts } from "../../hub/conflicts.ts";
import { idRootOf } from "../../hub/hub-ids.ts";
import { logSync } from "../../hub/sync-log.ts";
import { fastenFiles, forgetFile, type KnownFile } from "../../ledger/files.ts";
import { hubSeen, keepHubSeen, type HubSeen } from "../../ledger/hub-seen.ts";
import { journaledWrites } from "../../ledger/writes.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { archivedChanges } from "./archived-changes.ts";
import { carryWrites } from "./carry-writes.ts";
import { chooseFiles, tended } from "./choose-files.ts";
import { isHomeBranch } from "./home-branch.ts";
import type { Listing, Moment, Scope } from "./scope.ts";
import { requireSameHub } from "./same-hub.ts";
import { settleUnconfirmed } from "./settle-unconfirmed.ts";
import { endOf, newTally, report, type Tally } from "./tally.ts";
import { placeOf } from "../place.ts";
import { timedStep, type StepEnd } from "../sync/timed-step.ts";

/**
 * Makes the markdown tasks of one checkout and the hub agree, field by field, three ways (invariants
 * 9–16). Never throws; the record tells: `synced` or `nothing-to-do`, `conflict` where somebody has to
 * decide, `skipped` with `off-branch`, `offline` where the hub is away, `failed` where it is unusable.
 * `stopAt` is called at every moment a crash could fall on.
 */
export function reconcile(
  ctx: Context,
  checkout: Checkout,
  config: Config,
  at: { branch: string | null; head?: string | null; listing: Listing },
  stopAt: (moment: Moment) => void = () => {},
): Promise<StepRecord> {
  return timedStep("reconcile", async () => {
    const hub = await ctx.hub();
    const git = openGit(checkout, ctx);
    const { branch, listing } = at;
    if (branch === null) return { outcome: "skipped", detail: "off-branch" };
    const seen = hubSeen(ctx.ledger(), checkout.id, branch);
    const moment = await hub.read(hub.dialect.moment);
    const { change } = moment;
    if (seen) requireSameHub(hub, { seen, moment, checkout });
    if (!(await isHomeBranch(ctx, hub, git, checkout, branch, config)))
      return { outcome: "skipped", detail: "off-branch" };
    const scope: Scope = {
      ctx,
      checkout,
      git,
      hub,
      hubId: hub.id,
      checkoutId: checkout.id,
      branch,
      policy: config.tasks.policy,
      lead: seen?.lead ?? "ask",
      // What is committed at once is in nobody's way.
      tasks: config.tasks.commit ? { ...config.tasks, inject_ids: true } : config.tasks,
      idRoot: idRootOf(checkout),
      place: placeOf(checkout),
      placedBy: `${placeOf(checkout)}#${branch}`,
      listing,
      kept: new Map(),
      head: at.head ?? null,
      headSeen: seen?.head ?? null,
      changeSeen: seen?.change ?? null,
      restore: lastRestore(moment.restores),
      startedMs: ctx.clock.now().getTime(),
      at: stopAt,
    };
    const { table } = config.tasks;
    if (table === undefined || !isMeant(table.repositories, checkout.slug))
      return reconcileBranch(scope, seen, change);
    const { reconcileWithTable } = await import("./reconcile-table.ts");
    return reconcileWithTable(scope, table, (now) => reconcileBranch(scope, seen, now));
  });
}

const isMeant = (slugs: readonly string[], slug: string) =>
  slugs.length === 0 || slugs.includes(slug);

async function reconcileBranch(
  scope: Scope,
  seen: HubSeen | null,
  change: number,
): Promise<StepEnd> {
  const { ctx, checkout, branch, hub } = scope;
  await settleUnconfirmed(scope);
  const choice = await chooseFiles(scope, seen, change);
  const undone = await settledWrites(scope, choice.read);
  const archived = archivedChanges(checkout.path, choice.gone);
  const read = [...new Set([...choice.read, ...undone.restored, ...archived.values()])];
  // The one that was named first: what a later commit has touched is then looked at again.
  const tally = newTally(change, scope.head ?? undone.head);
  if (read.length > 0) {
    const { reconcileFiles } = await import("./reconcile-files.ts");
    await reconcileFiles(scope, { ...choice, read }, tally);
  }
  if (read.length + choice.gone.length > 0) await closeMoot(scope, choice.gone);
  for (const { path, workstream } of choice.gone)
    if (workstream !== null && !archived.has(path)) tally.findings.push(fileGone(path));
  for (const { path } of [...choice.gone, ...choice.dropped])
    forgetFile(ctx.ledger(), checkout.id, branch, path);
  fastenFiles(ctx.ledger(), checkout.id, branch, choice.asHead);
  const now: HubSeen = {
    hubId: hub.id,
    change: tally.change,
    latest: Math.max(seen?.latest ?? 0, tally.change, tally.latest),
    restore: scope.restore,
    head: tally.head ?? seen?.head ?? null,
    patterns: JSON.stringify(scope.tasks.files),
    tended: tended(scope.tasks),
    listing: choice.listing,
    lead: null,
  };
  if (!isSame(seen, now)) keepHubSeen(ctx.ledger(), checkout.id, branch, now);
  await logTally(scope, tally);
  scope.at("logged");
  report(ctx, checkout, tally);
  return endOf(tally);
}

/** Reading task files takes a YAML parser, which a sweep over unchanged ones never loads. */
async function settledWrites(
  scope: Scope,
  read: readonly string[],
): Promise<{ restored: string[]; head: string | null }> {
  carryWrites(scope, read);
  const journal = journaledWrites(scope.ctx.ledger(), scope);
  if (journal.size === 0) return { restored: [], head: null };
  const { undoWrites } = await import("./undo-writes.ts");
  return undoWrites(scope, journal, read);
}

/** A sweep over unchanged checkouts writes nothing anew. */
const isSame = (seen: HubSeen | null, now: HubSeen) =>
  seen !== null &&
  (Object.keys(now) as (keyof HubSeen)[]).every((field) => seen[field] === now[field]);

/** After the files: a task that has moved to another one has taken its conflicts along. */
async function closeMoot(scope: Scope, gone: readonly KnownFile[]): Promise<void> {
  const { hub, checkout, place, ctx } = scope;
  const at = ctx.clock.now().toISOString();
  const paths = gone.map(({ path }) => path);
  await closeMootConflicts(hub, { repoId: checkout.repoId, checkout: place, at }, paths);
}

/** Where nothing moved there is nothing to log yet: the run's stamp does that in its own transaction. */
async function logTally({ hub, checkout, ctx }: Scope, tally: Tally): Promise<void> {
  const { toHub, toMarkdown } = tally;
  if (toHub === 0 && toMarkdown === 0) return;
  const direction = toMarkdown === 0 ? "to-hub" : toHub === 0 ? "to-markdown" : "both";
  const at = ctx.clock.now().toISOString();
  const entry = { repo_id: checkout.repoId, direction, items: toHub + toMarkdown, at } as const;
  await hub.write((db) => logSync(db, entry));
}
