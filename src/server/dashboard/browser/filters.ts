import {
  countByFilter,
  healthFilters,
  type HealthFilter,
} from "../../../core/health/health-filter.ts";
import type { RepoHealth } from "../../../core/health/repo-health.ts";
import { byId, el, setText } from "./dom.ts";
import { icon } from "./icons.ts";

export type Choice = HealthFilter | "all";

const names: Record<Choice, string> = {
  all: "All",
  failing: "Failing",
  warning: "Warning",
  conflicts: "Conflicts",
  paused: "Paused",
  stale: "Stale",
  never: "Never",
  aging: "Aging",
  fresh: "Fresh",
};

/** The row of filters with their counts. One is chosen at a time; it stands in the address, to be kept as a bookmark. */
export type Filters = {
  chosen: () => Choice;
  choose: (choice: Choice) => void;
  /** Shows how many there are of each, as counted here unless the counts are given. */
  count: (
    repos: readonly RepoHealth[],
    given: Record<Choice, number> | null,
  ) => Record<Choice, number>;
};

export function makeFilters(onChoice: () => void): Filters {
  let chosen = fromAddress();
  const buttons = new Map<Choice, { button: HTMLButtonElement; count: HTMLElement }>();
  for (const choice of ["all", ...healthFilters] as const) {
    const count = el("span", { class: "count" });
    const button = el(
      "button",
      { type: "button", class: "filter", "data-filter": choice, onclick: () => choose(choice) },
      choice === "all" ? null : icon(choice),
      names[choice],
      count,
    );
    buttons.set(choice, { button, count });
    byId("filters").append(button);
  }

  function choose(choice: Choice): void {
    chosen = choice === chosen ? "all" : choice;
    const address = new URL(location.href);
    if (chosen === "all") address.searchParams.delete("state");
    else address.searchParams.set("state", chosen);
    history.replaceState(null, "", address);
    mark();
    onChoice();
  }

  function mark(): void {
    for (const [choice, { button }] of buttons)
      button.setAttribute("aria-pressed", String(choice === chosen));
  }

  mark();
  return {
    chosen: () => chosen,
    choose,
    count(repos, given) {
      const counts = given ?? { all: repos.length, ...countByFilter(repos) };
      for (const [choice, { button, count }] of buttons) {
        setText(count, counts[choice].toLocaleString("en"));
        const worth = counts[choice] > 0 || choice === "all" || choice === chosen;
        button.hidden = !worth;
      }
      return counts;
    },
  };
}

function fromAddress(): Choice {
  const asked = new URL(location.href).searchParams.get("state");
  return healthFilters.find((filter) => filter === asked) ?? "all";
}
