import type { RepoHealth } from "../../../core/health/repo-health.ts";
import { el, path, svg } from "./dom.ts";

/** How many of the tasks are done; nothing where there are none. */
export function taskProgress({ tasks }: Pick<RepoHealth, "tasks">): HTMLElement {
  const closed = tasks.done + tasks.cancelled;
  const total = closed + tasks.todo + tasks.in_progress + tasks.blocked;
  if (total === 0) return el("span", { class: "unseen" }, "no tasks");
  const share = (count: number) => (100 * count) / total;
  const words = `${closed} of ${total} tasks closed${tasks.blocked > 0 ? `, ${tasks.blocked} blocked` : ""}`;
  return el(
    "span",
    { class: "tasks", role: "img", "aria-label": words, title: words },
    svg(
      "0 0 100 6",
      "progress",
      path("M0 0H100V6H0z", "track"),
      path(`M0 0H${share(closed + tasks.in_progress)}V6H0z`, "begun"),
      path(`M0 0H${share(closed)}V6H0z`, "closed"),
      path(`M${100 - share(tasks.blocked)} 0H100V6H${100 - share(tasks.blocked)}z`, "blocked"),
    ),
    el("span", { class: "count" }, `${closed}/${total}`),
  );
}
