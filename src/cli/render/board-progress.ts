import type { Terminal } from "../terminal.ts";

const everyPercent = 10;
const wholeWidth = 30;

/** Shows how many writes of a board sync are made: a bar on a terminal, elsewhere a line every tenth. */
export function boardProgress(terminal: Terminal) {
  const live = terminal.isTerminal && !terminal.json && !terminal.quiet;
  let told = 0;
  let drawn = false;
  return {
    show({ done, total }: { done: number; total: number }): void {
      if (total === 0 || done === 0) return;
      const percent = Math.floor((done / total) * 100);
      if (live) {
        drawn = true;
        const full = Math.round((percent / 100) * wholeWidth);
        const bar = "█".repeat(full) + "░".repeat(wholeWidth - full);
        terminal.draw(`\r${bar} ${done}/${total}`);
      } else if (total >= 100 && percent >= told + everyPercent) {
        told = percent - (percent % everyPercent);
        terminal.out(`${done} of ${total} writes`);
      }
    },
    clear(): void {
      if (drawn) terminal.draw(`\r${" ".repeat(wholeWidth + 24)}\r`);
      drawn = false;
    },
  };
}
