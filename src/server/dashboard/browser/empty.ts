import { command } from "./copy-button.ts";
import { byId, el } from "./dom.ts";
import type { Filters } from "./filters.ts";

/** What stands where the list is empty: how to begin, or how to see all again. */
export function showEmpty(all: number, shown: number, filters: Filters, words: string): void {
  const box = byId("empty");
  box.hidden = shown > 0;
  byId("repos").hidden = shown === 0;
  document.body.classList.toggle("without-repos", all === 0);
  if (shown > 0) box.replaceChildren();
  else if (all === 0) box.replaceChildren(...beginning());
  else box.replaceChildren(...nothingFound(filters, words));
}

function beginning(): Node[] {
  return [
    el("h2", {}, "No repositories yet"),
    el(
      "p",
      {},
      "Register the ones that you work in. They appear here by themselves, from the first commit on.",
    ),
    command("sync-hooks install --scan ~/code"),
    el("p", { class: "quiet" }, "or one alone, in its folder:"),
    command("sync-hooks install"),
  ];
}

function nothingFound(filters: Filters, words: string): Node[] {
  const what =
    words === "" ? "No repository is in this state." : `No repository matches “${words}”.`;
  const back = () => {
    const search = byId("search") as HTMLInputElement;
    search.value = "";
    if (filters.chosen() !== "all") filters.choose("all");
    else search.dispatchEvent(new Event("input"));
  };
  return [
    el("p", {}, what),
    el("button", { type: "button", class: "button", onclick: back }, "Show all"),
  ];
}
