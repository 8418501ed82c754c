import { write, wordsOf } from "./api.ts";
import { announce } from "./announce.ts";
import { el } from "./dom.ts";
import { notice } from "./notices.ts";

/** Starts a sync of the repository's checkouts on the machine that serves this page. */
export function syncButton(slug: string): HTMLButtonElement {
  const button = el(
    "button",
    {
      class: "button",
      type: "button",
      "aria-label": `Sync ${slug} now`,
      onclick: () => void start(),
    },
    "Sync",
  );
  async function start(): Promise<void> {
    button.disabled = true;
    try {
      await write("POST", `/repos/${encodeURIComponent(slug)}/sync`);
      announce(`${slug}: the sync has started`);
    } catch (thrown) {
      notice("act", `${slug} was not synced: ${wordsOf(thrown)}`);
    }
    setTimeout(() => (button.disabled = false), 1500);
  }
  return button;
}
