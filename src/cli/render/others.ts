import type { Canvas } from "./table.ts";
import { columnsOf } from "./text.ts";

/** What a view of one checkout leaves out, and the command that shows it; empty where it leaves out nothing. */
export function othersLine(
  others: { count: number; failing: number },
  command: string,
  { width, paint }: Canvas,
): string {
  if (others.count === 0) return "";
  const count = others.count === 1 ? "1 other checkout" : `${others.count} other checkouts`;
  const failing = others.failing === 0 ? "" : `${others.failing} failing`;
  const left = failing === "" ? count : `${count}, ${failing}`;
  const right = `→ ${command}`;
  const gap = columnsOf(left) + 2 + columnsOf(right) <= width ? "  " : "\n";
  const painted = paint("quiet", count) + (failing === "" ? "" : `, ${paint("bad", failing)}`);
  return `${painted}${gap}${paint("command", right)}`;
}
