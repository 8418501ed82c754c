import * as fc from "fast-check";
import { Parser, type Node } from "commonmark";
import { expect, test } from "vitest";
import { newOpen, scan } from "../../../src/markdown/scan.ts";

type Box = { line: number; character: string };

/** The boxes that the reference parser finds at the beginning of list items, those in quotes left out. */
function boxesOfParser(text: string): Box[] {
  const found: Box[] = [];
  const walker = new Parser().parse(text).walker();
  for (let event = walker.next(); event; event = walker.next()) {
    const { node, entering } = event;
    if (!entering || node.type !== "item" || isQuoted(node)) continue;
    const content = node.firstChild;
    if (content?.type !== "paragraph" && content?.type !== "heading") continue;
    const [line = 0, column = 0] = content.sourcepos[0];
    // A box stands behind its list marker; one on the line below is text.
    if (line !== node.sourcepos[0][0]) continue;
    const source = text.split("\n")[line - 1] ?? "";
    const box = /^\[([ xX])\][ \t]+\S/.exec(source.slice(column - 1));
    if (box) found.push({ line, character: box[1] ?? "" });
  }
  return found;
}

const isQuoted = (node: Node | null): boolean =>
  node !== null && (node.type === "block_quote" || isQuoted(node.parent));

/** The boxes that the scanner finds, of the kind that GitHub knows, with a text on the line. */
const boxesOfScanner = (text: string): Box[] =>
  [...scan(text, { from: 0, to: text.length, line: 1 }, newOpen())].flatMap((block) => {
    if (block.kind !== "item" || block.start >= block.end) return [];
    const character = text.slice(block.box, block.boxEnd);
    return /^[ xX]$/.test(character) ? [{ line: block.line, character }] : [];
  });

const indents = fc.constantFrom(
  "",
  "",
  "",
  " ",
  "  ",
  "   ",
  "    ",
  "     ",
  "      ",
  "\t",
  "  \t",
);
const marks = fc.constantFrom("-", "-", "*", "+", "1.", "1)", "2.", "10.", "1234567890.");
const gaps = fc.constantFrom(" ", " ", " ", "  ", "    ", "     ", "\t");
const contents = fc.constantFrom(
  "[ ] one",
  "[x] two",
  "[X] three",
  "[ ]no",
  "[x](link)",
  "words",
  "- [ ] nested",
  "1. [x] nested",
  "- - [ ] deep",
  "# heading",
  "> quote",
  "```",
  "<!--",
  "",
);
const lines = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(indents, marks, gaps, contents).map((parts) => parts.join("")) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        indents,
        fc.constantFrom(
          "words",
          "# heading",
          "====",
          "---",
          "- - -",
          "***",
          "_ _ _",
          "```",
          "````",
          "~~~",
          "``` js",
          "``` a`b",
          "> quote",
          "> - [ ] quoted",
          "<!-- comment -->",
          "<!-- comment",
          "--> [ ]",
          "<pre>",
          "end </pre>",
          "<script> x",
          "end </script>",
          "<?php",
          "?>",
          "[ ] no item",
        ),
      )
      .map((parts) => parts.join("")),
  },
  { weight: 2, arbitrary: fc.constantFrom("", "", " ", "\t") },
);
const texts = fc
  .tuple(fc.array(lines, { maxLength: 9 }), fc.constantFrom("\n", "\r\n"))
  .map(([all, newline]) => all.join(newline));

test("the scanner sees the boxes that a CommonMark parser sees, on the same lines", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(boxesOfScanner(text), JSON.stringify(text)).toEqual(boxesOfParser(text));
    }),
    { numRuns: Number(process.env["RUNS"] ?? 3000) },
  );
});

const boxesOf = (text: string) =>
  [...scan(text, { from: 0, to: text.length, line: 1 }, newOpen())].filter(
    ({ kind }) => kind === "item",
  ).length;

test.each([
  ["a box in an HTML element is a task", "<details>\n- [ ] T1: a\n</details>\n", 1],
  ["a box without text is a box", "- [ ]\n", 1],
  ["boxes that GitHub does not know are boxes", "- [/] T1: a\n- [-] T2: b\n- [~] T3: c\n", 3],
  ["a box on the line below its marker is text", "-\n  [ ] T1: a\n", 0],
  ["a box in a quote is the quoted text's", "> - [ ] T1: a\n", 0],
  ["a hundred nested lists are enough", `${"- ".repeat(150)}[ ] T1: a\n`, 0],
])("unlike a parser: %s", (_, text, count) => {
  expect(boxesOf(text)).toBe(count);
});
