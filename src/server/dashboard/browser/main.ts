import type { RepoHealth } from "../../../core/health/repo-health.ts";
import { announce } from "./announce.ts";
import { read, wordsOf } from "./api.ts";
import { makeDecisions } from "./decisions.ts";
import { beforePaint, byId, setText } from "./dom.ts";
import { showEmpty } from "./empty.ts";
import { makeFilters, type Choice } from "./filters.ts";
import { showInventory } from "./inventory.ts";
import { listenToKeys } from "./keyboard.ts";
import { follow } from "./live.ts";
import { notice } from "./notices.ts";
import { makeRepoList } from "./repo-list.ts";

type Page = { repos: RepoHealth[]; totals: Record<Choice, number>; next: string | null };

const pageSize = 200;

const list = makeRepoList();
const filters = makeFilters(refresh);
const decisions = makeDecisions();
const search = byId("search") as HTMLInputElement;
/** What the events have told since the list began to be read: newer than what its pages hold. */
let told = new Set<string>();
let reading = 0;
/** While only some pages have come, the server's own counts stand for all of them. */
let totals: Page["totals"] | null = null;

/** Reads every page. One that was begun later takes the place of this one. */
async function readAll(): Promise<void> {
  reading += 1;
  const turn = reading;
  told = new Set();
  const seen = new Set<string>();
  void decisions.refresh();
  void showSession();
  void showInventory();
  try {
    let after: string | null = null;
    do {
      const more: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
      const page: Page = await read<Page>(`/repos/?limit=${pageSize}${more}`);
      if (turn !== reading) return;
      for (const { slug } of page.repos) seen.add(slug);
      list.put(page.repos.filter(({ slug }) => !told.has(slug)));
      after = page.next;
      totals = after === null ? null : page.totals;
      refresh();
    } while (after !== null);
    for (const { slug } of list.all()) if (!seen.has(slug) && !told.has(slug)) list.remove(slug);
    refresh();
  } catch (thrown) {
    totals = null;
    if (turn === reading) notice("hub", `The repositories cannot be read: ${wordsOf(thrown)}`);
  }
}

async function showSession(): Promise<void> {
  const { may } = await read<{ may: "read" | "write" }>("/state/session");
  document.body.dataset["may"] = may;
  const words = "You can look, not act: to sync and resolve from here, run";
  notice("read-only", may === "write" ? null : words, "sync-hooks hub open");
}

/** Counts, summary and what is shown, after the list or the choice has changed. */
function refresh(): void {
  const repos = list.all();
  const counts = filters.count(repos, totals);
  const shown = list.narrow(filters.chosen(), search.value.trim());
  showEmpty(counts.all, shown, filters, search.value.trim());
  setText(byId("summary"), summary(counts));
  document.title = `${counts.failing > 0 ? `(${counts.failing}) ` : ""}Repo Sync Health`;
}

function summary(counts: Record<Choice, number>): string {
  if (counts.all === 0) return "Nothing is registered yet.";
  const total =
    counts.all === 1 ? "1 repository" : `${counts.all.toLocaleString("en")} repositories`;
  const wrong = counts.failing + counts.warning;
  if (wrong === 0) return `${total}, all in order.`;
  return `${total}. ${wrong === 1 ? "1 needs" : `${wrong.toLocaleString("en")} need`} a look.`;
}

let soon = false;

/** A sweep tells of many repositories at once: they are drawn together. */
function refreshSoon(): void {
  if (soon) return;
  soon = true;
  beforePaint(() => {
    soon = false;
    refresh();
  });
}

function onRepo(repo: RepoHealth): void {
  const before = list.all().find(({ slug }) => slug === repo.slug);
  told.add(repo.slug);
  list.put([repo]);
  refreshSoon();
  if ((before?.open_conflicts ?? 0) + repo.open_conflicts > 0) void decisions.refresh();
  if (before?.problem?.severity !== "bad" && repo.problem?.severity === "bad")
    announce(`${repo.slug} is failing: ${repo.problem.what}`);
  else if (before?.problem?.severity === "bad" && repo.problem?.severity !== "bad")
    announce(`${repo.slug} is in order again`);
}

search.addEventListener("input", refresh);
listenToKeys(search, () => list.rows());
follow({
  onStart: () => void readAll(),
  onRepo,
  onGone(slug) {
    told.add(slug);
    list.remove(slug);
    refreshSoon();
  },
});
setInterval(() => {
  if (list.tick(new Date())) refresh();
}, 1000);
