import type { CheckoutHealth, RepoHealth } from "../../../core/health/repo-health.ts";
import { ageWords } from "../../../core/health/age-words.ts";
import { command } from "./copy-button.ts";
import { el } from "./dom.ts";
import { nextWork } from "./next-work.ts";
import { outcomeWords } from "./outcome-words.ts";

/** What an opened row shows: every machine's checkouts, the times, and what to work on next. */
export function details(repo: RepoHealth, now: Date): HTMLElement {
  return el(
    "div",
    { class: "details-in" },
    el(
      "dl",
      { class: "facts" },
      ...fact("Synced", repo.last_state_synced_at, now),
      ...fact("Pushed", repo.last_pushed_at, now),
      ...fact("Pulled", repo.last_pulled_at, now),
      el("dt", {}, "Default branch"),
      el("dd", {}, repo.default_branch ?? "not known"),
      el("dt", {}, "Tasks"),
      el("dd", {}, taskWords(repo)),
    ),
    repo.checkouts.length === 0
      ? el("p", { class: "quiet" }, "No machine has told the hub of a checkout.")
      : el("ul", { class: "checkouts" }, ...repo.checkouts.map((one) => checkout(one, now))),
    nextWork(repo.slug),
  );
}

function fact(term: string, at: string | null, now: Date): HTMLElement[] {
  const value = at === null ? "never" : ageWords(at, now);
  const title = at === null ? null : new Date(at).toLocaleString();
  return [el("dt", {}, term), el("dd", { title }, value)];
}

function taskWords({ tasks, open_conflicts: conflicts }: RepoHealth): string {
  const parts = [
    [tasks.todo, "to do"],
    [tasks.in_progress, "in progress"],
    [tasks.blocked, "blocked"],
    [tasks.done, "done"],
    [tasks.cancelled, "cancelled"],
    [conflicts, "in conflict"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return told.length === 0 ? "none" : told.join(" · ");
}

function checkout(one: CheckoutHealth, now: Date): HTMLElement {
  const run = one.last_run_at === null ? "never ran" : `ran ${ageWords(one.last_run_at, now)}`;
  const [outcome, tone] = one.outcome ? outcomeWords[one.outcome] : ["", "calm"];
  return el(
    "li",
    { class: "checkout" },
    el(
      "p",
      { class: "place" },
      el("strong", {}, one.machine),
      one.here ? el("span", { class: "tag" }, "this machine") : null,
      el("code", { class: "path" }, one.path),
    ),
    el(
      "p",
      { class: "quiet" },
      run,
      outcome === "" ? null : ": ",
      outcome === "" ? null : el("span", { class: `outcome tone-${tone}` }, outcome),
      one.hooks === null ? null : ` · hooks ${one.hooks}`,
      one.paused_until === null ? null : ` · ${pauseWords(one.paused_until)}`,
    ),
    one.problem === null
      ? null
      : el(
          "p",
          { class: "problem" },
          one.problem.what,
          one.problem.mend && command(one.problem.mend),
        ),
  );
}

/** A pause without end is kept as the last moment of the year 9999. */
const pauseWords = (until: string) =>
  until.startsWith("9999") ? "paused" : `paused until ${new Date(until).toLocaleString()}`;
