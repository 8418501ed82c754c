import type { DispatchDocument } from "../../../core/dispatch/dispatch-document.ts";
import { read, wordsOf } from "./api.ts";
import { el } from "./dom.ts";

const shownTasks = 5;

/** What the repository should work on next, asked for when its row is opened. */
export function nextWork(slug: string): HTMLElement {
  const box = el("div", { class: "next-work" });
  void fill();
  return box;

  async function fill(): Promise<void> {
    try {
      const dispatch = await read<DispatchDocument>(`/repos/${encodeURIComponent(slug)}/dispatch`);
      box.replaceChildren(...draw(dispatch));
    } catch (thrown) {
      box.replaceChildren(
        el("p", { class: "quiet" }, `What to do next is not known: ${wordsOf(thrown)}`),
      );
    }
  }
}

function draw(dispatch: DispatchDocument): Node[] {
  const {
    active_goal: goal,
    active_workstreams: workstreams,
    human_interventions: asked,
  } = dispatch;
  const tasks = workstreams.flatMap((one) => one.pending_tasks).slice(0, shownTasks);
  const more = dispatch.counts.pending - tasks.length;
  const parts = [
    goal && el("p", {}, el("span", { class: "quiet" }, "Goal: "), goal.title),
    tasks.length > 0 && el("h3", {}, "Next"),
    tasks.length > 0 &&
      el(
        "ol",
        { class: "next" },
        ...tasks.map(({ key, title, priority }) =>
          el(
            "li",
            {},
            el("code", {}, key),
            ` ${title}`,
            priority && el("span", { class: "tag" }, priority),
          ),
        ),
      ),
    more > 0 && el("p", { class: "quiet" }, `and ${more} more`),
    asked.length > 0 && el("h3", {}, "Waiting for a person"),
    asked.length > 0 &&
      el("ul", { class: "next" }, ...asked.map(({ title }) => el("li", {}, title))),
  ];
  return parts.filter((part) => part instanceof Node);
}
