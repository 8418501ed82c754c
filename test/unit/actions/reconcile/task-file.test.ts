import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readTaskFile } from "../../../../src/actions/reconcile/task-file.ts";
import { systemFiles } from "../../../../src/system/file-access.ts";
import { makeHome, writeFile } from "../../../helpers/home.ts";

/** What the standard's own decoder, which refuses and leaves out nothing, makes of the bytes; null: it refuses. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const linesOf = (bytes: Buffer) =>
  bytes
    .toString("latin1")
    .split("\n")
    .map((line) => Buffer.from(line, "latin1"));

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);

/** Good and bad pieces, each of which can also be cut in two by its neighbours. */
const piece = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 4 }),
  fc.constantFrom(
    bytesOf(0xef, 0xbb, 0xbf), // BOM
    bytesOf(0xef, 0xbb), // half of it
    Buffer.from("\r\n"),
    Buffer.from("- [ ] T1: ä €\u2028 \0 \uFFFD\n"),
    Buffer.from("😀"),
    bytesOf(0xf0, 0x9f, 0x98), // three bytes of four
    bytesOf(0xed, 0xa0, 0xbd), // a high surrogate alone
    bytesOf(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80), // a pair of them, as CESU-8 has it
    bytesOf(0xc0, 0xaf), // a slash, too long
    bytesOf(0xf4, 0x90, 0x80, 0x80), // past U+10FFFF
    bytesOf(0xff),
  ),
);

test("a task file is read as the strict decoder reads it, and its text gives its bytes again", () => {
  const { path: top } = makeHome();
  const seen = { read: 0, refused: 0 };
  const property = fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
    const bytes = Buffer.concat(pieces);
    writeFile(top, "TASKS.md", bytes);
    const texts: string[] = [];
    const reading = readTaskFile(systemFiles, top, "TASKS.md", (_path, text) => {
      texts.push(text);
      return null;
    });
    const text = decoded(bytes);
    if (text === null) {
      seen.refused += 1;
      const line = 1 + linesOf(bytes).findIndex((one) => decoded(one) === null);
      const findings = [{ code: "C-18", line }];
      expect(texts).toEqual([]);
      expect(reading).toMatchObject({ kind: "unreadable", findings });
    } else {
      seen.read += 1;
      expect(texts).toEqual([text]);
      expect(Buffer.from(texts[0] ?? "").equals(bytes)).toBe(true);
      if (reading.kind === "file") expect(reading.file.document.text).toBe(text);
    }
  });
  fc.assert(property, { numRuns: 500 });
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(50);
});
