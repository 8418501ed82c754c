import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inColour, withoutColour } from "../../../../src/cli/render/paint.ts";
import {
  table,
  type Canvas,
  type Cell,
  type Column,
  type Row,
} from "../../../../src/cli/render/table.ts";
import { columnsOf } from "../../../../src/cli/render/text.ts";

const columns: Column[] = [
  { header: "SLUG", align: "left", rank: 1, least: 6, cut: "end" },
  { header: "TASKS", align: "right", rank: 2, least: 5, cut: "end" },
  { header: "PATH", align: "left", rank: 3, least: 8, cut: "middle" },
];
const cell = (text: string): Cell => ({ text, tone: "plain" });
const row = (cells: string[], ...notes: string[]): Row => ({
  cells: cells.map(cell),
  notes: notes.map(cell),
});
const plain = (width: number): Canvas => ({ width, paint: withoutColour });

describe("table", () => {
  test("aligns columns under their headers, without trailing spaces", () => {
    const rows = [row(["api", "3/12", "~/code/api"]), row(["billing", "", "~/x"])];
    expect(table(columns, rows, plain(80))).toBe(
      ["SLUG     TASKS  PATH", "api       3/12  ~/code/api", "billing         ~/x", ""].join("\n"),
    );
  });

  test("wide letters keep the columns straight", () => {
    const rows = [row(["日本", "1", "~/日本"]), row(["ascii", "2", "~/a"])];
    expect(table(columns, rows, plain(80))).toBe(
      ["SLUG   TASKS  PATH", "日本       1  ~/日本", "ascii      2  ~/a", ""].join("\n"),
    );
  });

  test("the least important column shrinks first, then goes", () => {
    const rows = [row(["billing", "3/12", "~/code/team/services/billing"])];
    expect(table(columns, rows, plain(30))).toContain("billing   3/12  ~/code/…illing");
    expect(table(columns, rows, plain(20))).toBe("SLUG     TASKS\nbilling   3/12\n");
    expect(table(columns, rows, plain(10))).toBe("SLUG\nbilling\n");
    expect(table(columns, rows, plain(4))).toBe("SLUG\nbil…\n");
  });

  test("a column without any value is not shown", () => {
    expect(table(columns, [row(["api", "", "~/api"])], plain(80))).toBe(
      "SLUG  PATH\napi   ~/api\n",
    );
  });

  test("notes stand below their row, indented and wrapped", () => {
    const rows = [row(["api", "1", ""], "remote refused the push", "mend: git pull")];
    expect(table(columns, rows, plain(20))).toBe(
      ["SLUG  TASKS", "api       1", "  remote refused the", "  push", "  mend: git pull", ""].join(
        "\n",
      ),
    );
  });

  test("a newline or an escape sequence in a value cannot break the table", () => {
    const drawn = table(columns, [row(["a\nb", "1", "\u001b[2J"])], plain(80));
    expect(drawn.split("\n")).toHaveLength(3);
    expect(drawn).not.toContain("\u001b");
  });

  test("colour adds nothing but colour", () => {
    const rows: Row[] = [{ cells: [{ text: "✖ failed", tone: "bad" }], notes: [] }];
    const coloured = table(columns, rows, { width: 80, paint: inColour });
    expect(coloured).toContain("\u001b[31m✖ failed\u001b[39m");
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is taken away
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(table(columns, rows, plain(80)));
  });

  test("without rows there is nothing to draw", () => {
    expect(table(columns, [], plain(80))).toBe("");
  });

  test("no line is wider than the terminal, from 20 to 200 columns", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    const rows = fc.array(
      fc.tuple(text, text, text, text).map(([a, b, c, note]) => row([a, b, c], note)),
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 200 }), (some, width) => {
        for (const line of table(columns, some, plain(width)).split("\n"))
          expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
