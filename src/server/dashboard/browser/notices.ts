import { command } from "./copy-button.ts";
import { byId, el } from "./dom.ts";

/** What the page has to say as a whole: each kind of notice stands there once. */
export type NoticeKind = "server" | "hub" | "act" | "read-only";

const shown = new Map<NoticeKind, { text: string; element: HTMLElement }>();

/** Shows the notice, in the place of an older one of its kind; null takes it away. */
export function notice(kind: NoticeKind, text: string | null, mend: string | null = null): void {
  const standing = shown.get(kind);
  if (standing?.text === text) return;
  standing?.element.remove();
  shown.delete(kind);
  if (text === null) return;
  const close = el(
    "button",
    { class: "close", type: "button", "aria-label": "Dismiss", onclick: () => notice(kind, null) },
    "×",
  );
  const element = el(
    "div",
    { class: `notice notice-${kind}`, role: kind === "read-only" ? "note" : "alert" },
    el("p", {}, text),
    mend === null ? null : command(mend),
    kind === "act" || kind === "read-only" ? close : null,
  );
  shown.set(kind, { text, element });
  byId("notices").append(element);
}
