import { ageWords } from "../../../core/health/age-words.ts";
import type { ForgeState } from "../../../core/inventory/inventory-document.ts";
import { announce } from "./announce.ts";
import { wordsOf, write } from "./api.ts";
import { el } from "./dom.ts";
import { notice } from "./notices.ts";

type Refreshed = { forges: ForgeState[] };

/** One forge: where its list comes from, from when it is and how old, what went wrong, and a button to read it again. */
export function forgeLine(forge: ForgeState, onRefreshed: () => Promise<void>): HTMLElement {
  const { name, kind, url, repositories, missing, problem } = forge;
  const counted = `${repositories.toLocaleString("en")} ${repositories === 1 ? "repository" : "repositories"}`;
  return el(
    "div",
    { class: "forge" },
    el(
      "p",
      {},
      el("strong", {}, name),
      el("span", { class: "quiet" }, ` ${kind}, ${url}, ${counted}, listed `),
      listedAt(forge),
      missing > 0 ? el("span", { class: "tone-warn" }, ` · ${missing} more are not shown`) : null,
      problem ? el("span", { class: "tone-bad" }, ` · ${problem.message}`) : null,
    ),
    refreshButton(name, onRefreshed),
  );
}

function listedAt({ listed_at: at }: ForgeState): HTMLElement {
  if (at === null) return el("span", { class: "quiet" }, "never");
  const time = new Date(at).toLocaleString();
  return el("time", { class: "quiet", datetime: at }, `${time} (${ageWords(at, new Date())})`);
}

/** Asks the forge on the machine that serves this page. */
function refreshButton(name: string, onRefreshed: () => Promise<void>): HTMLElement {
  const button = el(
    "button",
    {
      type: "button",
      class: "button",
      "aria-label": `Refresh the list of ${name}`,
      onclick: () => void refresh(),
    },
    "Refresh",
  );
  async function refresh(): Promise<void> {
    button.disabled = true;
    button.textContent = "Asking…";
    try {
      const { forges } = await write<Refreshed>("POST", "/inventory/refresh", { forge: name });
      const problem = forges.find((forge) => forge.name === name)?.problem;
      announce(problem ? `${name}: ${problem.message}` : `the list of ${name} is new`);
      await onRefreshed();
    } catch (thrown) {
      notice("act", `the list of ${name} was not read: ${wordsOf(thrown)}`);
    }
    button.disabled = false;
    button.textContent = "Refresh";
  }
  return el("span", { class: "actions" }, button);
}
