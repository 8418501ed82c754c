import type { ConflictDocument } from "../../../actions/conflicts/list-conflicts.ts";
import { announce } from "./announce.ts";
import { read, wordsOf, write } from "./api.ts";
import { byId, el } from "./dom.ts";
import { notice } from "./notices.ts";

const shownConflicts = 20;

type List = { conflicts: ConflictDocument[]; total: number };

/** The open conflicts, each with what stands on both sides and a button for either. */
export type Decisions = { refresh: () => Promise<void> };

export function makeDecisions(): Decisions {
  const cards = new Map<string, { text: string; element: HTMLElement }>();

  function draw({ conflicts, total }: List): void {
    const ids = new Set(conflicts.map(({ id }) => id));
    for (const [id, { element }] of cards)
      if (!ids.has(id)) {
        element.remove();
        cards.delete(id);
      }
    for (const conflict of conflicts) {
      const text = JSON.stringify(conflict);
      const standing = cards.get(conflict.id);
      if (standing?.text === text) continue;
      const element = card(conflict);
      if (standing) standing.element.replaceWith(element);
      else byId("conflicts").append(element);
      cards.set(conflict.id, { text, element });
    }
    byId("decisions").hidden = total === 0;
    const more = total - conflicts.length;
    byId("decisions-title").textContent = `Needs your decision${more > 0 ? ` (${total})` : ""}`;
  }

  return {
    async refresh() {
      try {
        draw(await read<List>(`/conflicts?limit=${shownConflicts}`));
      } catch (thrown) {
        notice("act", `the conflicts cannot be read: ${wordsOf(thrown)}`);
      }
    },
  };
}

function card(conflict: ConflictDocument): HTMLElement {
  const { slug, key, title, file, line, field, base } = conflict;
  const told = el("p", { class: "told", role: "status" });
  const state = conflict.chosen;
  if (state !== null) told.textContent = chosenWords(state);
  const buttons = (["markdown", "hub"] as const).map((side) => choice(conflict, side, take));
  async function take(side: "markdown" | "hub"): Promise<void> {
    for (const button of buttons) button.disabled = true;
    try {
      const answer = await write<{ carried_out: "soon" | "elsewhere" }>(
        "POST",
        `/conflicts/${conflict.id}/resolve`,
        { take: side },
      );
      const when =
        answer.carried_out === "soon" ? "being written now" : "written at that machine's next sync";
      told.textContent = `${sideNames[side]} it is: ${when}.`;
      announce(told.textContent);
    } catch (thrown) {
      told.textContent = `Not resolved: ${wordsOf(thrown)}`;
      for (const button of buttons) button.disabled = false;
    }
  }
  return el(
    "li",
    { class: "card" },
    el(
      "p",
      { class: "about" },
      el("strong", {}, slug),
      el("span", {}, [key, title].filter(Boolean).join(" ") || "a task"),
      el("span", { class: "quiet path" }, `${file}:${line}`),
    ),
    el(
      "p",
      { class: "quiet" },
      `Its ${field.replace("_", " ")} was changed on both sides`,
      base === null ? ", with nothing agreed before." : "; before, it was ",
      base === null ? null : el("q", {}, base),
      base === null ? null : ".",
    ),
    el("div", { class: "sides" }, ...buttons),
    told,
  );
}

const sideNames = { markdown: "The file", hub: "The hub" } as const;

function choice(
  conflict: ConflictDocument,
  side: "markdown" | "hub",
  take: (side: "markdown" | "hub") => Promise<void>,
): HTMLButtonElement {
  const value = conflict[side];
  const button = el(
    "button",
    { type: "button", class: "side", "data-side": side, onclick: () => void take(side) },
    el("span", { class: "from" }, `Keep ${side === "markdown" ? "the file's" : "the hub's"}`),
    el("span", { class: "value" }, value === null || value === "" ? "(nothing)" : value),
  );
  button.disabled = conflict.chosen !== null;
  if (conflict.chosen === side) button.classList.add("chosen");
  return button;
}

const chosenWords = (side: string) =>
  `${side === "markdown" ? "The file" : "The hub"} it is: written at the next sync.`;
