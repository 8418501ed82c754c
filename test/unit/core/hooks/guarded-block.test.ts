import { describe, expect, test } from "vitest";
import {
  blockMarkers,
  insertBlock,
  locateBlock,
  removeBlock,
  syncHooksMarkers as markers,
} from "../../../../src/core/hooks/guarded-block.ts";

const block = `${markers.begin}\nours\n${markers.end}`;

describe("locateBlock", () => {
  test("finds the block with both its marker lines and the last line feed", () => {
    const located = locateBlock(`a\n${block}\nb\n`, markers);
    expect(located).toEqual({ kind: "found", start: 2, end: 2 + block.length + 1 });
  });

  test("does not take another program's block, or a mention of ours, for it", () => {
    const others = `${blockMarkers("sync-hooks-other").begin}\necho "${markers.begin}"\n# see ${markers.begin}\n`;
    expect(locateBlock(others, markers)).toEqual({ kind: "none" });
  });

  test.each([
    ["a begin marker alone", `a\n${markers.begin}\nours\n`, 2, /without an end/],
    ["an end marker alone", `a\nb\n${markers.end}\n`, 3, /without a begin/],
    ["reversed markers", `${markers.end}\nours\n${markers.begin}\n`, 1, /without a begin/],
    ["a doubled begin marker", `${markers.begin}\n${block}\n`, 2, /second begin/],
    ["a doubled end marker", `${block}\n${markers.end}\n`, 4, /beyond/],
    ["two blocks", `${block}\n${block}\n`, 4, /beyond/],
    ["CRLF markers", `${block.replaceAll("\n", "\r\n")}\r\n`, 1, /CRLF/],
    ["a CRLF end marker", `${block}\r\n`, 3, /CRLF/],
    ["an indented marker", `  ${block}\n`, 1, /altered/],
    ["a truncated marker", `x\n# >>> sync-hooks\nours\n${markers.end}\n`, 2, /altered/],
    ["words behind a marker", `${markers.begin} keep\nours\n${markers.end}\n`, 1, /altered/],
  ])("reports %s with its line and the mend", (_name, text, line, problem) => {
    const located = locateBlock(text, markers);
    if (located.kind !== "damaged") throw new Error(`expected damage, got ${located.kind}`);
    expect(located.damage.line).toBe(line);
    expect(located.damage.problem).toMatch(problem);
    expect(located.damage.mend).toMatch(/delete/);
    expect(removeBlock(text, markers)).toEqual(located);
  });
});

describe("insertBlock and removeBlock", () => {
  test.each(["", "a\n", "a", "a\nb", "\n", "\r", "a\r\n", "a\0b"])(
    "give %j back after an insert at its end",
    (text) => {
      const edited = removeBlock(insertBlock(text, text.length, block), markers);
      expect(edited).toEqual({ kind: "edited", text });
    },
  );
});
