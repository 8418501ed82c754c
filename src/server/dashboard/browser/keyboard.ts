import type { Row } from "./row.ts";

/** `/` searches, `j` and `k` or the arrows go from row to row, Escape clears. */
export function listenToKeys(search: HTMLInputElement, rows: () => readonly Row[]): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search) {
      if (event.key === "Escape") leave(search);
      if (event.key === "ArrowDown") move(rows(), 1);
      return;
    }
    const step = steps[event.key];
    if (event.key === "/") search.focus();
    else if (step !== undefined) move(rows(), step);
    else return;
    event.preventDefault();
  });
}

const steps: Partial<Record<string, 1 | -1>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

function leave(search: HTMLInputElement): void {
  search.value = "";
  search.dispatchEvent(new Event("input"));
  search.blur();
}

function move(rows: readonly Row[], step: 1 | -1): void {
  const at = rows.findIndex(({ element }) => element.contains(document.activeElement));
  const next = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
  const toggle = rows[next]?.toggle;
  toggle?.focus();
  toggle?.scrollIntoView({ block: "nearest" });
}
