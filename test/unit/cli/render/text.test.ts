import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf, fit, pad, visible, wrap } from "../../../../src/cli/render/text.ts";

describe("columnsOf", () => {
  test.each([
    ["", 0],
    ["main", 4],
    ["größe", 5],
    ["日本語", 6],
    ["e\u0301", 1],
    ["👩‍👩‍👧", 2],
    ["\u001b[31mred\u001b[39m", 3],
  ])("%j takes %i columns", (text, columns) => expect(columnsOf(text)).toBe(columns));
});

describe("fit", () => {
  test.each([
    ["short text stays", "main", 4, "end", "main"],
    ["the end goes", "feature/login", 8, "end", "feature…"],
    ["the start goes", "~/code/team/api", 8, "start", "…eam/api"],
    ["the middle goes", "~/code/team/api", 9, "middle", "~/co…/api"],
    ["a wide letter is never halved", "日本語", 4, "end", "日…"],
    ["one column holds the ellipsis", "日本語", 1, "end", "…"],
    ["no column holds nothing", "main", 0, "end", ""],
  ] as const)("%s", (_name, text, columns, cut, expected) =>
    expect(fit(text, columns, cut)).toBe(expected),
  );

  test("never exceeds its columns, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).map(visible),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("end", "start", "middle"),
        (text, columns, cut) => columnsOf(fit(text, columns, cut)) <= columns,
      ),
    );
  });
});

describe("pad", () => {
  test("counts columns, not letters", () => {
    expect(pad("日本", 6, "left")).toBe("日本  ");
    expect(pad("日本", 6, "right")).toBe("  日本");
    expect(pad("too long", 3, "left")).toBe("too long");
  });
});

describe("visible", () => {
  test.each([
    ["a newline in a path", "a\nb", "a\\nb"],
    ["an escape sequence", "\u001b[2Jgone", "\\x1b[2Jgone"],
    ["a text that runs backwards", "x\u202ey", "x\\u202ey"],
    ["ordinary letters stay", "größe 日本 👍", "größe 日本 👍"],
  ])("%s", (_name, text, expected) => expect(visible(text)).toBe(expected));
});

describe("wrap", () => {
  test.each([
    ["fits", "one two", 10, ["one two"]],
    ["breaks between words", "one two three", 8, ["one two", "three"]],
    ["breaks a word that is longer than a line", "x abcdefgh", 4, ["x", "abcd", "efgh"]],
    ["counts wide letters twice", "日本 日本", 5, ["日本", "日本"]],
    ["nothing is one empty line", "", 5, [""]],
  ])("%s", (_name, text, columns, lines) => expect(wrap(text, columns)).toEqual(lines));

  test("loses no letter and keeps every line within its columns", () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 30, unit: "grapheme-ascii" }));
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 50 }), (list, columns) => {
        const text = list.join(" ");
        const lines = wrap(text, columns);
        expect(lines.every((line) => columnsOf(line) <= columns)).toBe(true);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});
