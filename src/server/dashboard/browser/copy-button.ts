import { el } from "./dom.ts";
import { icon } from "./icons.ts";
import { announce } from "./announce.ts";

/** A command with a button that copies it. */
export function command(text: string): HTMLElement {
  const button = el(
    "button",
    { class: "copy", type: "button", "aria-label": `Copy: ${text}`, onclick: () => void copy() },
    icon("copy"),
  );
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      button.replaceChildren(icon("done"));
      announce("Copied");
      setTimeout(() => button.replaceChildren(icon("copy")), 1500);
    } catch {
      // Without the right to the clipboard the command is marked, to be copied by hand.
      getSelection()?.selectAllChildren(code);
      announce("Marked: copy it with the keyboard");
    }
  }
  const code = el("code", {}, text);
  return el("span", { class: "command" }, code, button);
}
