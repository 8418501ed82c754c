import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isMap, isScalar, parseDocument } from "yaml";
import { readPlainMap } from "../../../src/markdown/plain-map.ts";

const keys = fc.constantFrom("id", "status", "a_b", "X-1", "9x", "-", "null", "ü", "");
const colons = fc.constantFrom(":", ":", ": ", ": ", ": ", ":\t", ":  ", " : ", "");
const words = fc.constantFrom(
  "todo",
  "in progress",
  "two  spaces",
  "a b ",
  "T1.2",
  "0042",
  "a@b",
  "./x",
  "-x",
  "@x",
  "null",
  "Null",
  "NULL",
  "nulls",
  "~",
  "true",
  "x # note",
  "x#y",
  "a: b",
  "'q'",
  '"q"',
  "[1]",
  "{a: 1}",
  "&x",
  "größer",
  "|",
  "",
);
const lines = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(keys, colons, words).map((parts) => parts.join("")) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "  ", "# note", "- x", "  more", "---", "..."),
  },
);
const bodies = fc
  .tuple(
    fc.array(lines, { maxLength: 6 }),
    fc.constantFrom("\n", "\r\n"),
    fc.constantFrom("", "\n"),
  )
  .map(([all, newline, last]) => all.join(newline) + (last && newline));

/** Of each key the word that the YAML parser finds, with the place where it stands. */
function entriesOfParser(body: string): Map<string, unknown> {
  const { contents, errors } = parseDocument(body);
  expect(errors).toEqual([]);
  if (contents === null) return new Map();
  if (!isMap(contents)) throw new Error("no mapping");
  return new Map(
    contents.items.map(({ key, value }) => {
      if (!isScalar(key) || !isScalar(value)) throw new Error("no scalar");
      const [start = 0, end = 0] = value.range ?? [];
      const isEmpty = start === end;
      const isNull = value.value === null;
      return [
        String(key.source),
        {
          word: isNull ? null : value.source,
          nullLike: isNull && !isEmpty,
          text: body.slice(start, end),
        },
      ];
    }),
  );
}

test("what is read without the YAML parser is what the parser reads", () => {
  fc.assert(
    fc.property(bodies, (body) => {
      const before = "before: this\n";
      const map = readPlainMap(before + body, before.length, before.length + body.length);
      if (!map) return;
      const found = [...map.entries].map(
        ([key, { word, nullLike, start, end, quote, complex }]) => {
          expect({ quote, complex }).toEqual({ quote: "", complex: false });
          return [key, { word, nullLike, text: (before + body).slice(start, end) }] as const;
        },
      );
      expect(new Map<string, unknown>(found), JSON.stringify(body)).toEqual(entriesOfParser(body));
    }),
    { numRuns: Number(process.env["RUNS"] ?? 3000) },
  );
});

test.each([
  ["id: T1\nstatus: in progress\n", { id: "T1", status: "in progress" }],
  ["id: T1\r\n\r\nstatus:\r\npriority: ~", null],
  ["id: T1\r\n\r\nstatus:\r\npriority: null\t\r\n", { id: "T1", status: null, priority: null }],
  ["id: T1\nid: T2\n", null],
  ["id: T1 # note\n", null],
  // Unlike the parser here, YAML takes a line of blanks for an empty one, whichever they are.
  ["id: T1\n\t\n", { id: "T1" }],
  ["", {}],
])("of %j it reads %j; null is left to the parser", (body, expected) => {
  const map = readPlainMap(body, 0, body.length);
  const read = map && Object.fromEntries([...map.entries].map(([key, { word }]) => [key, word]));
  expect(read).toEqual(expected);
});

test("a span that ends within a word is left to the parser", () => {
  expect(readPlainMap("id: T100\n", 0, 6)).toBeNull();
});
