import { freshness, type Freshness } from "../../../core/freshness.ts";
import { ageWords } from "../../../core/health/age-words.ts";
import { el, setText } from "./dom.ts";
import { icon } from "./icons.ts";

/** How old a sync is: colour, shape and words, which go on by themselves. */
export type Age = { element: HTMLElement; show: (at: string | null, now: Date) => void };

const words: Record<Freshness, string> = {
  fresh: "fresh",
  aging: "aging",
  stale: "stale",
  never: "never synced",
};

export function makeAge(): Age {
  const text = el("time", { class: "age-words" });
  const state = el("span", { class: "unseen" });
  const shape = el("span", { class: "shape" });
  const element = el("span", { class: "age" }, shape, text, state);
  let shown: Freshness | null = null;
  let shownAt: string | null = "";
  return {
    element,
    show(at, now) {
      const fresh = freshness(at, now);
      if (fresh !== shown) {
        shown = fresh;
        element.dataset["freshness"] = fresh;
        shape.replaceChildren(icon(fresh));
        setText(state, fresh === "never" ? "" : ` (${words[fresh]})`);
      }
      if (at !== shownAt) {
        shownAt = at;
        element.title = at === null ? "never synced" : new Date(at).toLocaleString();
        if (at === null) text.removeAttribute("datetime");
        else text.setAttribute("datetime", at);
      }
      setText(text, at === null ? "never" : ageWords(at, now));
    },
  };
}
