import { freshness } from "../../../core/freshness.ts";
import { isIn, isNamed } from "../../../core/health/health-filter.ts";
import type { RepoHealth } from "../../../core/health/repo-health.ts";
import { worstFirst } from "../../../core/health/worst-first.ts";
import { beforePaint, byId } from "./dom.ts";
import type { Choice } from "./filters.ts";
import { makeRow, type Row } from "./row.ts";

/** So long rows are made at a time; then the browser lays them out, and may answer keys and clicks. */
const atATimeMs = 8;

/** All repositories, and the rows of those that are shown, worst first. */
export type RepoList = {
  all: () => readonly RepoHealth[];
  /** What is put or removed is seen after the next `narrow`. */
  put: (repos: readonly RepoHealth[]) => void;
  remove: (slug: string) => void;
  /** Shows those that pass; gives how many they are. */
  narrow: (choice: Choice, words: string) => number;
  /** Lets the ages go on; gives whether a repository is another shade of old now. */
  tick: (now: Date) => boolean;
  rows: () => readonly Row[];
};

export function makeRepoList(): RepoList {
  const list = byId("repos");
  const repos = new Map<string, RepoHealth>();
  const rows = new Map<string, Row>();
  let wanted: readonly RepoHealth[] = [];
  let narrowing: { choice: Choice; words: string } = { choice: "all", words: "" };
  let drawing = 0;

  function arrange(): void {
    const { choice, words } = narrowing;
    wanted = [...repos.values()]
      .filter((repo) => choice === "all" || isIn(choice, repo))
      .filter((repo) => words === "" || isNamed(words, repo))
      .toSorted(worstFirst);
    const kept = new Set(wanted.map(({ slug }) => slug));
    for (const [slug, row] of rows)
      if (!kept.has(slug)) {
        row.element.remove();
        rows.delete(slug);
      }
    drawing += 1;
    drawSoon(0, drawing);
  }

  /** Puts the rows in their order, some at a time; a later order takes the place of one that is being drawn. */
  function drawSoon(start: number, turn: number): void {
    beforePaint(() => {
      if (turn === drawing) drawFrom(start, turn);
    });
  }

  function drawFrom(start: number, turn: number): void {
    const now = new Date();
    const endMs = performance.now() + atATimeMs;
    let index = start;
    for (; index < wanted.length && performance.now() < endMs; index += 1) {
      const repo = wanted[index];
      if (!repo) break;
      const known = rows.get(repo.slug);
      if (known && known.repo() !== repo) known.show(repo, now);
      const row = known ?? makeRow(repo, now);
      rows.set(repo.slug, row);
      place(row.element, index);
    }
    if (index < wanted.length) drawSoon(index, turn);
  }

  function place(element: HTMLElement, index: number): void {
    const standing = list.children[index] ?? null;
    if (standing === element) return;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    list.insertBefore(element, standing);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  return {
    all: () => [...repos.values()],
    put(some) {
      for (const repo of some) repos.set(repo.slug, repo);
    },
    remove: (slug) => void repos.delete(slug),
    narrow(choice, words) {
      narrowing = { choice, words };
      arrange();
      return wanted.length;
    },
    tick(now) {
      for (const row of rows.values()) row.tick(now);
      let moved = false;
      for (const [slug, repo] of repos) {
        const fresh = freshness(repo.last_state_synced_at, now);
        if (fresh === repo.freshness) continue;
        repos.set(slug, { ...repo, freshness: fresh });
        moved = true;
      }
      return moved;
    },
    rows: () => wanted.flatMap(({ slug }) => rows.get(slug) ?? []),
  };
}
