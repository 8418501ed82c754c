import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { splice } from "../../../src/core/tasks/document.ts";
import { statuses } from "../../../src/core/tasks/task.ts";
import { realMarkdownFiles } from "../../helpers/corpus.ts";
import { checkWrite, documentOf, formatPaths } from "../../helpers/lens-laws.ts";

const files = realMarkdownFiles().map((path) => ({ path, bytes: readFileSync(path) }));
const texts = files.map(({ bytes }) => bytes.toString("utf8"));

/** Tasks to lay into a file; `N` becomes a number that no file holds. */
const pieces = [
  "- [ ] **TN: laid in**",
  "- [x] **TN** laid in",
  "  * [ ] TN: laid in",
  "1. [X] TN: laid in `code` 🎉  ",
  "- [ ] N.1 laid in",
  "- [ ] laid in ^sh-N",
  "\n```task\nid: TN\nstatus: todo # mine\npriority: &p high\n```",
  "\n## Laid in\n\n~~~~task\nid: TN\nstatus: in-progress\nneeds_human: yes\n~~~~\n",
];

describe("over real markdown files", () => {
  test("there are five hundred of them at least, some with CRLF and some with boxes", () => {
    expect(files.length).toBeGreaterThanOrEqual(500);
    expect(texts.filter((text) => text.includes("\r\n")).length).toBeGreaterThan(0);
    expect(texts.filter((text) => /^\s*[-*] \[[ x]\] /m.test(text)).length).toBeGreaterThan(80);
  });

  test("reading and writing nothing changes no byte", () => {
    for (const [at, { path, bytes }] of files.entries())
      for (const format of formatPaths) {
        const document = documentOf(format, texts[at] ?? "");
        if (document) expect(Buffer.from(splice(document.text, [])).equals(bytes), path).toBe(true);
      }
  });

  test("their own boxes, once they have ids, take a status by the laws", () => {
    let written = 0;
    for (const text of texts) {
      const ids = Array.from({ length: 2000 }, (_, number) => `sh-c${number}`);
      const edits = documentOf("TASKS.md", text)?.writeBlockIds(ids[Symbol.iterator]()) ?? [];
      const withIds = splice(text, edits);
      const boxes = documentOf("TASKS.md", withIds)?.tasks.length ?? 0;
      for (let which = 0; which < boxes; which += 7)
        for (const value of ["done", "todo"] as const)
          if (checkWrite("TASKS.md", withIds, { field: "status", value, which }) === "written")
            written += 1;
    }
    expect(written).toBeGreaterThan(200);
  });

  test("every box without an id takes one, and the other bytes stay", () => {
    for (const text of texts) {
      const document = documentOf("TASKS.md", text);
      if (!document) continue;
      const ids = Array.from({ length: 2000 }, (_, number) => `sh-c${number}`);
      const edits = document.writeBlockIds(ids[Symbol.iterator]());
      const after = splice(text, edits);
      const again = documentOf("TASKS.md", after);
      expect(again?.tasks.length).toBe(document.tasks.length + edits.length);
      expect(after.replace(/ \^sh-c\d+(?=[ \t]*\r?$)/gm, "")).toBe(text);
    }
  });

  test("a task laid in at any line is read, or hidden there, and takes writes by the laws", () => {
    let written = 0;
    const laid = fc.record({
      file: fc.nat(texts.length - 1),
      at: fc.nat(),
      piece: fc.constantFrom(...pieces),
      format: fc.constantFrom(...formatPaths),
      write: fc.oneof(
        fc.record({
          field: fc.constant("status" as const),
          value: fc.constantFrom(...statuses),
          which: fc.nat(),
        }),
        fc.record({
          field: fc.constantFrom("title" as const, "priority" as const),
          value: fc.string({ unit: "grapheme" }),
          which: fc.nat(),
        }),
      ),
    });
    fc.assert(
      fc.property(laid, ({ file, at, piece, format, write }) => {
        const text = layIn(texts[file] ?? "", piece, at);
        if (checkWrite(format, text, write) === "written") written += 1;
      }),
      { numRuns: 3000 },
    );
    expect(written).toBeGreaterThan(300);
  });
});

/** The text with the piece in front of one of its lines, in its own line endings. */
function layIn(text: string, piece: string, at: number): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split("\n");
  const own = piece.replaceAll("N", "90210").replaceAll("\n", newline) + newline.slice(0, -1);
  lines.splice(at % lines.length, 0, own);
  return lines.join("\n");
}
