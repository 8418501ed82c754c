import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { lastHookedMove } from "../../git/state/head-log.ts";
import { wantedHooks } from "../../ledger/hook-installs.ts";
import { latestRuns } from "../../ledger/runs.ts";
import type { Context } from "../context.ts";
import { hooksState } from "../install/hook-health.ts";
import { hookPlace } from "../install/hook-place.ts";
import { install } from "../install/install.ts";
import { fail, ok, warn, type Finding, type Subject } from "./check.ts";

/** The hooks stand as install leaves them, and git, asked to run them, really reaches our block. */
export async function checkHooks(ctx: Context, subject: Subject): Promise<Finding> {
  const { checkout, name } = subject;
  const mend = `sync-hooks install ${name}`;
  const reinstall = async () => {
    await install(ctx, checkout, { mode: "apply", force: "refuse" });
    return `installed the hooks of ${name}`;
  };
  const state = await hooksState(ctx, checkout);
  switch (state) {
    case "missing":
      return warn("no hooks: its commits wait for the sweep", mend);
    case "drifted":
      return fail("another tool has rewritten the hooks", mend, reinstall);
    case "foreign":
      return warn("its hooks are not ours to write", `${mend} --dry-run`);
    case "installed":
      return probe(subject, mend);
  }
}

async function probe(subject: Subject, mend: string): Promise<Finding> {
  const result = await subject.probe();
  switch (result.kind) {
    case "fires":
      return ok("installed, and they fire");
    case "silent":
      return fail(`${result.events.join(", ")} did not fire: ${result.reason}`, mend);
    case "not-installed":
      return warn(`the hooks are ${result.state}`, mend);
    case "unknown":
      return warn(result.reason, null);
  }
}

/** `core.hooksPath`: an empty one runs nothing, an absolute one dies when the repository moves. */
export async function checkHooksPath(ctx: Context, { checkout }: Subject): Promise<Finding> {
  const { configured, path } = await hookPlace(ctx, checkout, wantedHooks(ctx.ledger(), checkout));
  if (configured === null) return ok("the default hooks folder");
  const { value, scope } = configured;
  if (existsSync(path)) return ok(`${value} (${scope} config)`);
  const unset = `git -C '${checkout.path}' config --${scope} --unset core.hooksPath`;
  if (isAbsolute(value)) return fail(`core.hooksPath is ${value}, which is gone`, unset);
  return warn(`core.hooksPath is ${value}, which is not there: run its tool's set-up`, unset);
}

const graceMs = 2 * 60_000;

/** The alarm: HEAD moved by a commit or merge, and no run has started since. */
export function checkMissedCommits(ctx: Context, { checkout, name }: Subject): Finding {
  const moved = lastHookedMove(checkout.gitDir);
  const run = latestRuns(ctx.ledger(), checkout.id, 1)[0];
  // The reflog counts whole seconds.
  const seen = Math.max(Date.parse(checkout.registeredAt), run ? Date.parse(run.startedAt) : 0);
  const isMissed = moved !== null && moved.getTime() > seen;
  if (!isMissed || ctx.clock.now().getTime() - moved.getTime() < graceMs)
    return ok(run ? `last run ${run.startedAt}` : "no commit since it was registered");
  const when = moved.toISOString();
  return fail(`a commit of ${when} has started no run`, `sync-hooks sync ${name}`);
}
