import * as fc from "fast-check";
import Database from "libsql";
import { expect, onTestFinished, test } from "vitest";
import { saidIsNoText } from "../../../src/hub/sqlite-texts.ts";

test("SQL tells UTF-8 without a NUL from other bytes as the strict decoder does", () => {
  const db = new Database(":memory:");
  onTestFinished(() => void db.close());
  const ask = db.prepare(
    `SELECT ${saidIsNoText} AS other FROM (SELECT CAST(unhex(?) AS TEXT) AS said)`,
  );
  const byte = fc.oneof(
    fc.constantFrom(0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbe, 0xbf, 0xc0, 0xc1, 0xc2),
    fc.constantFrom(0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xf7, 0xf8, 0xff),
    fc.integer({ min: 0, max: 255 }),
  );
  const bytes = fc.oneof(
    fc.array(byte, { maxLength: 6 }).map((list) => Buffer.from(list)),
    fc
      .tuple(
        fc.string({ unit: "binary", maxLength: 6 }),
        fc.array(byte, { maxLength: 1 }),
        fc.string({ unit: "binary", maxLength: 6 }),
      )
      .map(([before, odd, after]) =>
        Buffer.concat([Buffer.from(before), Buffer.from(odd), Buffer.from(after)]),
      ),
  );
  fc.assert(
    fc.property(bytes, (some) => {
      const { other } = ask.get(some.toString("hex")) as { other: number };
      expect({ some: some.toString("hex"), other: other === 1 }).toEqual({
        some: some.toString("hex"),
        other: !isUtf8(some) || some.includes(0),
      });
    }),
    { numRuns: 2000 },
  );
  for (const text of ["\ufffe", "\uffff", "\ufffd", "\u{10ffff}", "\u{1f600}", "ä€"])
    expect(ask.get(Buffer.from(text).toString("hex"))).toMatchObject({ other: 0 });
  for (const hex of [
    "c080",
    "eda080",
    "edbfbf",
    "f4908080",
    "f8888080",
    "e282",
    "c3a9a9",
    "80",
    "00",
    "6f6b0041",
    "6f6b0041ff",
    "c3bc0078",
  ])
    expect(ask.get(hex)).toMatchObject({ other: 1 });
});

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
