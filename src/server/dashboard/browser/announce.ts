import { byId } from "./dom.ts";

/** Says something to a screen reader, without a change that is seen. */
export function announce(words: string): void {
  byId("announce").textContent = words;
}
