import { freshnessChangesAt } from "../../core/freshness.ts";
import { groupBy } from "../../core/group-by.ts";
import { shownSyncs, type RepoHealth } from "../../core/health/repo-health.ts";
import { worstFirst } from "../../core/health/worst-first.ts";
import { readRepoBoard } from "../../hub/repo-board.ts";
import { countOpenConflicts } from "../../hub/summary.ts";
import { followTaskCounts } from "../../hub/task-counts.ts";
import { listCheckouts } from "../../ledger/checkouts.ts";
import { followRuns } from "../../ledger/run-history.ts";
import type { Context } from "../context.ts";
import { pulse } from "../hub/pulse.ts";
import { repoHealth, type Sources } from "./repo-health.ts";

/** The health of every repository at one moment. */
export type BoardState = {
  /** Worst first. */
  repos: readonly RepoHealth[];
  /** Of the stores that it was read from. */
  pulse: string;
  /** When it changes though nobody writes, in milliseconds since 1970. */
  until: number;
};

/** The health of all repositories, read again only after somebody has written. */
export type RepoBoard = { read: () => Promise<BoardState> };

/** Several readers at a time share one reading. `read` throws `offline` or `store` where the hub does not answer. */
export function openRepoBoard(ctx: Context): RepoBoard {
  const runs = followRuns(ctx.ledger(), shownSyncs);
  const taskCounts = followTaskCounts();
  let state: BoardState | null = null;
  let reading: Promise<BoardState> | null = null;

  async function readNow(): Promise<BoardState> {
    const current = await pulse(ctx);
    const now = ctx.clock.now();
    if (state && state.pulse === current && now.getTime() < state.until) return state;
    const hub = await ctx.hub();
    const rows = await hub.read(readRepoBoard);
    const sources: Sources = {
      now,
      tasks: await taskCounts(hub),
      openConflicts: await hub.read(countOpenConflicts),
      rows,
      registered: groupBy(listCheckouts(ctx.ledger()), ({ repoId }) => repoId),
      runs: runs.read(),
    };
    const repos = rows.repos.map((repo) => repoHealth(repo, sources)).toSorted(worstFirst);
    state = { repos, pulse: current, until: nextChange(repos, now) };
    return state;
  }

  return {
    read: () =>
      (reading ??= readNow().finally(() => {
        reading = null;
      })),
  };
}

/** The earliest time at which a repository is another shade of old, or a pause ends. */
function nextChange(repos: readonly RepoHealth[], now: Date): number {
  return repos.reduce((earliest, repo) => {
    const pauses = repo.checkouts.map(({ paused_until: until }) =>
      until === null ? Infinity : Date.parse(until),
    );
    return Math.min(earliest, freshnessChangesAt(repo.last_state_synced_at, now), ...pauses);
  }, Infinity);
}
