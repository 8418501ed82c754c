import type { CheckoutHealth, RepoHealth } from "../../../core/health/repo-health.ts";
import { makeAge } from "./age.ts";
import { command } from "./copy-button.ts";
import { el, setText } from "./dom.ts";
import { icon } from "./icons.ts";
import { outcomeWords } from "./outcome-words.ts";
import { details } from "./row-details.ts";
import { sparkline } from "./sparkline.ts";
import { syncButton } from "./sync-button.ts";
import { taskProgress } from "./task-progress.ts";

/** One repository on the page. `show` changes what has changed and leaves the rest, and the focus, alone. */
export type Row = {
  element: HTMLLIElement;
  toggle: HTMLButtonElement;
  repo: () => RepoHealth;
  show: (repo: RepoHealth, now: Date) => void;
  tick: (now: Date) => void;
};

export function makeRow(first: RepoHealth, now: Date): Row {
  let repo = first;
  const age = makeAge();
  const name = el("span", { class: "slug" });
  const remote = el("span", { class: "remote" });
  const panel = el("div", { class: "details", id: `details-${first.slug}`, hidden: "" });
  const toggle = el(
    "button",
    {
      class: "toggle",
      type: "button",
      "aria-expanded": "false",
      "aria-controls": panel.id,
      onclick: () => setOpen(panel.hidden !== false),
    },
    icon("chevron"),
    name,
  );
  const status = el("div", { class: "status" });
  const spark = el("div", { class: "cell-spark" });
  const tasks = el("div", { class: "cell-tasks" });
  const places = el("div", { class: "places" });
  const actions = el("div", { class: "actions" });
  const element = el(
    "li",
    { class: "row" },
    el("div", { class: "cell-age" }, age.element),
    el("div", { class: "cell-name" }, toggle, remote),
    status,
    spark,
    tasks,
    places,
    actions,
    panel,
  );

  function setOpen(open: boolean): void {
    panel.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) panel.replaceChildren(details(repo, new Date()));
    else panel.replaceChildren();
  }

  /** Draws a cell again where what it shows is another thing. */
  const drawn = new Map<HTMLElement, string>();
  function draw(cell: HTMLElement, shown: unknown, make: () => (Node | null)[]): void {
    const text = JSON.stringify(shown);
    if (drawn.get(cell) === text) return;
    drawn.set(cell, text);
    cell.replaceChildren(...make().filter((node) => node !== null));
  }

  function show(next: RepoHealth, at: Date): void {
    repo = next;
    element.dataset["severity"] = repo.problem?.severity ?? "none";
    setText(name, repo.slug);
    setText(remote, repo.remote_key ?? "no remote");
    remote.title = repo.remote_key ?? "";
    age.show(repo.last_state_synced_at, at);
    const latest = latestRun(repo.checkouts);
    draw(status, [repo.problem, latest?.outcome], () => statusOf(repo, latest));
    draw(spark, repo.recent_syncs, () => [sparkline(repo.recent_syncs)]);
    draw(tasks, repo.tasks, () => [taskProgress(repo)]);
    draw(
      places,
      repo.checkouts.map(({ machine }) => machine),
      () => [placesOf(repo.checkouts)],
    );
    const here = repo.checkouts.some((checkout) => checkout.here);
    draw(actions, here, () => [here ? syncButton(repo.slug) : null]);
    if (!panel.hidden) draw(panel, repo, () => [details(repo, at)]);
  }

  show(first, now);
  return {
    element,
    toggle,
    repo: () => repo,
    show,
    tick: (at) => age.show(repo.last_state_synced_at, at),
  };
}

function latestRun(checkouts: readonly CheckoutHealth[]): CheckoutHealth | null {
  return checkouts.reduce<CheckoutHealth | null>((latest, one) => {
    if (one.last_run_at === null) return latest;
    return latest === null || one.last_run_at > (latest.last_run_at ?? "") ? one : latest;
  }, null);
}

/** `✕ not authorised: the remote refused the credentials`, and below it the command that mends it. */
function statusOf({ problem }: RepoHealth, latest: CheckoutHealth | null): (Node | null)[] {
  const [words, tone] = latest?.outcome ? outcomeWords[latest.outcome] : ["no run yet", "calm"];
  const outcome = el("span", { class: `outcome tone-${tone}` }, words);
  if (problem === null) return [el("p", { class: "what" }, outcome)];
  const told = tone === "bad" || tone === "warn";
  const { label, shape } = marks[problem.severity];
  const what = el(
    "p",
    { class: "what" },
    shape && icon(shape),
    el("span", { class: "unseen" }, label),
    ...(told ? [outcome, `: ${problem.what}`] : [problem.what]),
    ...(told || latest === null ? [] : [el("span", { class: "quiet" }, ` · ${words}`)]),
  );
  return [what, problem.mend === null ? null : command(problem.mend)];
}

const marks = {
  bad: { label: "failing: ", shape: "failing" },
  warn: { label: "warning: ", shape: "warning" },
  note: { label: "", shape: null },
} as const;

function placesOf(checkouts: readonly CheckoutHealth[]): HTMLElement {
  if (checkouts.length === 0) return el("span", { class: "quiet" }, "not checked out");
  const machines = [...new Set(checkouts.map(({ machine }) => machine))];
  const count = checkouts.length === 1 ? "1 checkout" : `${checkouts.length} checkouts`;
  const words = machines.length === 1 ? (machines[0] ?? "") : `${machines.length} machines`;
  return el(
    "span",
    { title: machines.join(", ") },
    el("span", { class: "count" }, count),
    el("span", { class: "quiet" }, words),
  );
}
