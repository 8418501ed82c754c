import type { Canvas, Cell } from "./table.ts";
import { columnsOf } from "./text.ts";

/** A label and cells after it, parted by commas, in lines that fit. */
export function flow(cells: readonly Cell[], { width, paint }: Canvas): string {
  let used = 0;
  let text = "";
  for (const [index, cell] of cells.entries()) {
    const comma = index === 0 || index === cells.length - 1 ? "" : ",";
    const needed = columnsOf(cell.text) + comma.length;
    const fits = used + 1 + needed <= width;
    text += `${used === 0 ? "" : fits ? " " : "\n"}${paint(cell.tone, cell.text)}${comma}`;
    used = used > 0 && fits ? used + 1 + needed : needed;
  }
  return text;
}
