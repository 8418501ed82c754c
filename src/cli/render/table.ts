import type { Paint, Tone } from "./paint.ts";
import { columnsOf, fit, pad, visible, wrap, type Cut } from "./text.ts";

/** Where text is drawn: the terminal's width in columns, and its colours. */
export type Canvas = { width: number; paint: Paint };

export type Cell = { text: string; tone: Tone };

export type Column = {
  header: string;
  align: "left" | "right";
  /** 1 is kept to the last; the column with the highest number shrinks and goes first. */
  rank: number;
  /** Columns of the terminal below which it is not cut; Infinity for one that is never cut. */
  least: number;
  cut: Cut;
};

/** One line of the table, and what is said about it below: each note starts on a line of its own, indented. */
export type Row = { cells: readonly Cell[]; notes: readonly Cell[] };

const gap = 2;
const indent = 2;

/**
 * Lines and columns that fit the canvas: the least important columns shrink, then go; an empty one is not
 * shown; notes wrap. Ends with a newline, unless there are no rows.
 */
export function table(columns: readonly Column[], rows: readonly Row[], canvas: Canvas): string {
  if (rows.length === 0) return "";
  const clean = rows.map((row) => ({ ...row, cells: row.cells.map(cleanCell) }));
  const layout = layOut(columns, clean, canvas.width);
  const titled = layout.some(({ column }) => column.header !== "");
  const drawRow = (row: Row) => {
    const line = drawLine(layout, (index) => row.cells[index] ?? nothing, canvas.paint);
    return [line].concat(row.notes.flatMap((note) => drawNote(note, canvas)));
  };
  const lines = clean.flatMap(drawRow);
  const title = (index: number): Cell => ({ text: columns[index]?.header ?? "", tone: "quiet" });
  if (titled) lines.unshift(drawLine(layout, title, canvas.paint));
  return `${lines.join("\n")}\n`;
}

const nothing: Cell = { text: "", tone: "plain" };
const cleanCell = (cell: Cell): Cell => ({ ...cell, text: visible(cell.text) });

type Placed = { column: Column; index: number; width: number };

/** Which columns are shown and how wide each is. */
function layOut(columns: readonly Column[], rows: readonly Row[], width: number): Placed[] {
  let placed = columns
    .map((column, index) => ({ column, index, width: naturalWidth(column, index, rows) }))
    .filter(({ index }) => rows.some((row) => (row.cells[index]?.text ?? "") !== ""));
  for (;;) {
    const shrunk = shrink(placed, width);
    if (totalWidth(shrunk) <= width || placed.length === 1) return shrunk;
    const last = byRank(placed).at(-1);
    placed = placed.filter((place) => place !== last);
  }
}

function shrink(placed: readonly Placed[], width: number): Placed[] {
  const shrunk = placed.map((place) => ({ ...place }));
  for (const place of byRank(shrunk).toReversed()) {
    const excess = totalWidth(shrunk) - width;
    if (excess <= 0) break;
    const least = Math.min(place.width, place.column.least);
    place.width = Math.max(least, place.width - excess);
  }
  // A single column that is still too wide is cut whatever its least.
  const [only] = shrunk;
  if (shrunk.length === 1 && only) only.width = Math.min(only.width, width);
  return shrunk;
}

const byRank = (placed: readonly Placed[]) =>
  placed.toSorted((one, other) => one.column.rank - other.column.rank);

const totalWidth = (placed: readonly Placed[]) =>
  placed.reduce((sum, place) => sum + place.width, 0) + gap * (placed.length - 1);

const naturalWidth = (column: Column, index: number, rows: readonly Row[]) =>
  rows.reduce(
    (widest, row) => Math.max(widest, columnsOf(row.cells[index]?.text ?? "")),
    columnsOf(column.header),
  );

function drawLine(layout: readonly Placed[], cellAt: (index: number) => Cell, paint: Paint) {
  const drawn = layout.map(({ column, index, width }, position) => {
    const { text, tone } = cellAt(index);
    const cut = fit(text, width, column.cut);
    const painted = paint(tone, cut);
    // No trailing spaces: a copied line is the line.
    const padding = pad(cut, width, column.align).length - cut.length;
    if (column.align === "right") return " ".repeat(padding) + painted;
    return position === layout.length - 1 ? painted : painted + " ".repeat(padding);
  });
  return drawn.join(" ".repeat(gap)).trimEnd();
}

/** A note's lines, indented and wrapped to the canvas. */
export function drawNote(note: Cell, { width, paint }: Canvas): string[] {
  return wrap(visible(note.text), Math.max(10, width - indent)).map(
    (line) => " ".repeat(indent) + paint(note.tone, line),
  );
}
