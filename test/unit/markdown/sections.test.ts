import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Document, Sections } from "../../../src/core/tasks/document.ts";
import { outlinedList, readParts } from "../../../src/markdown/list-outline.ts";
import { readChangedPart, readDocument, readOutline } from "../../../src/markdown/read.ts";

const path = "TASKS.md";

function whole(text: string): Document {
  const reading = readDocument(path, text);
  if (reading.kind !== "document") throw new Error("not readable");
  return reading.document;
}

function sectionsOf(text: string): Sections {
  const sections = whole(text).sections();
  if (!sections) throw new Error("to be read as a whole");
  return sections;
}

/** What stands between the plain items, and bends what comes after it. */
const oddLines = [
  "# Epic",
  "## Feature",
  "   # Indented",
  "#no heading",
  "",
  "",
  "text that goes on",
  "  - [ ] N1: nested",
  "      - [x] N2: nested deeper",
  "    - [ ] N3: code or nested",
  "- no box",
  "-",
  "- - [ ] N4: two marks",
  "1. [ ] N5: numbered",
  "* [ ] N6: a star",
  "- [/] N7: half done",
  "- [ ] without an id",
  "---",
  "===",
  "> quoted",
  "> - [ ] N8: quoted",
  "```",
  "~~~~",
  "- ```",
  "  ```",
  "<!--",
  "-->",
  "<!-- one line -->",
  "<pre>",
  "</pre>",
  "\t- [ ] N9: behind a tab",
  "##",
  "- [ ]",
  "- [/]",
  "**bold**",
  "#tag",
];

const odd = fc.constantFrom(...oddLines);
const line = (at: number, box: string) => `- [${box}] T${at}: task ${at}`;

/** Few odd lines among many plain ones: sections are dozens of tasks long. */
const texts = fc
  .record({
    count: fc.integer({ min: 200, max: 600 }),
    odds: fc.array(fc.tuple(fc.nat(600), odd), { maxLength: 5 }),
    boxes: fc.constantFrom(" ", "x", "/"),
    end: fc.constantFrom("", "\n"),
    newline: fc.constantFrom("\n", "\r\n"),
    head: fc.constantFrom(
      "",
      "# Tasks\n",
      "---\ntitle: x\n---\n",
      "---\n# Tasks\n",
      "\uFEFF# Tasks\n",
    ),
  })
  .map(({ count, odds, boxes, end, newline, head }) => {
    const lines = Array.from({ length: count }, (_, at) => line(at, at % 7 === 0 ? boxes : " "));
    for (const [at, text] of odds) lines.splice(at, 0, text);
    return (head + lines.join("\n") + end).replaceAll("\n", newline);
  });

const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0.3, max: 1, noNaN: true }),
    kind: fc.constantFrom("tick", "put", "drop", "join", "odd", "swap"),
    text: odd,
  }),
  { minLength: 1, maxLength: 3 },
);

function edited(
  text: string,
  changes: readonly { at: number; kind: string; text: string }[],
): string {
  return changes.reduce((now, { at, kind, text: put }) => {
    const lines = now.split("\n");
    const index = Math.min(lines.length - 1, Math.floor(at * lines.length));
    const old = lines[index] ?? "";
    if (kind === "tick") lines[index] = old.replace(/\[.\]/, "[x]");
    else if (kind === "put") lines.splice(index, 0, `- [ ] P${index}: put in`);
    else if (kind === "odd") lines.splice(index, 0, put);
    else if (kind === "drop") lines.splice(index, 1);
    else if (kind === "join") lines.splice(index, 2, old + (lines[index + 1] ?? ""));
    else lines.splice(index, 2, lines[index + 1] ?? "", old);
    return lines.join("\n");
  }, text);
}

const wordsOf = (tasks: Document["tasks"]) =>
  tasks.map(({ key, group, says }) => ({ key, group, says }));

const editsOf = (document: Document, task: Document["tasks"][number] | undefined) =>
  task && [
    document.writeField(task, "status", "in_progress"),
    document.writeField(task, "title", "another title"),
  ];

/** What was read in part, put between what stood around it, is what a reading of the whole file gives. */
function expectPart(before: Document, sections: ReturnType<Document["sections"]>, text: string) {
  const read = sections && readChangedPart(path, text, sections);
  if (!read) return null;
  const { document, place, replaced } = read;
  const now = whole(text);
  const end = place + document.tasks.length;
  expect(document.tasks).toEqual(now.tasks.slice(place, end));
  expect(document.workstream).toEqual(now.workstream);
  document.tasks.forEach((task, index) =>
    expect(editsOf(document, task)).toEqual(editsOf(now, now.tasks[place + index])),
  );
  expect(wordsOf(now.tasks.slice(0, place))).toEqual(wordsOf(before.tasks.slice(0, place)));
  expect(wordsOf(now.tasks.slice(end))).toEqual(wordsOf(before.tasks.slice(place + replaced)));
  return { now, sections: document.sections() };
}

test("a list that is read in part says what a reading of the whole says, edit after edit", () => {
  let parts = 0;
  fc.assert(
    fc.property(texts, edits, edits, (text, first, second) => {
      const before = whole(text);
      const after = edited(text, first);
      const read = expectPart(before, before.sections(), after);
      if (!read) return;
      parts += 1;
      expectPart(read.now, read.sections, edited(after, second));
    }),
    // With one seed for all runs it is no matter of chance how many are read in part.
    { numRuns: 250, seed: 4711 },
  );
  expect(parts).toBeGreaterThan(40);
});

test("of a long list, the surroundings of a changed box are read and nothing else", () => {
  const lines = Array.from({ length: 5000 }, (_, at) =>
    at % 100 === 0 ? `## Feature ${at}` : line(at, " "),
  );
  const text = `# Tasks\n${lines.join("\n")}\n`;
  const read = readChangedPart(path, text.replace("[ ] T2501:", "[x] T2501:"), sectionsOf(text));
  expect(read?.document.tasks.length).toBeLessThan(200);
  expect(read?.document.tasks.map(({ key }) => key)).toContain("T2501");
});

test("the parts of an outlined list say, one after the other, what a reading of the whole says", () => {
  let several = 0;
  fc.assert(
    fc.property(texts, edits, (first, changes) => {
      const text = edited(first, changes);
      const outline = readOutline(path, text, 100);
      const all = whole(text);
      const keys = all.tasks.map(({ key }) => key);
      if (!outline) throw new Error("a list was not outlined");
      expect(outline.keys).toEqual(keys);
      if (new Set(keys).size < keys.length) return;
      const parts = [...readParts(outlinedList(path, outline))];
      expect(outline.parts.map(({ count }) => count)).toEqual(
        parts.map(({ tasks: { length } }) => length),
      );
      if (parts.length > 2) several += 1;
      expect(parts.flatMap((part) => part.tasks)).toEqual(all.tasks);
      expect(
        parts
          .flatMap((part) => part.findings)
          .map(placed)
          .toSorted(),
      ).toEqual(all.findings.map(placed).toSorted());
      for (const document of [outline.document, ...parts])
        expect(document.workstream).toEqual(all.workstream);
      expect(outline.document.sections()).toEqual(all.sections());
      const written = parts.flatMap((part) => part.tasks.map((task) => editsOf(part, task)));
      expect(written).toEqual(all.tasks.map((task) => editsOf(all, task)));
    }),
    { numRuns: 150, seed: 4711 },
  );
  expect(several).toBeGreaterThan(80);
});

const placed = (one: Document["findings"][number]) => `${one.code} ${one.line}`;

/** Tasks from the one at `from` on. */
const tasks = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => line(from + at, " "));

test.each([
  [
    "an empty heading stands where a section would begin",
    [
      "# Epic",
      "## Alpha",
      ...tasks(0, 2048),
      "##",
      ...tasks(2048, 60),
      "## Beta",
      ...tasks(2108, 500),
    ],
    "- [ ] T2150:",
    "- [x] T2150:",
  ],
  [
    "the only half ticked box, without a text, goes",
    ["# Tasks", ...tasks(0, 192), "- [/]", ...tasks(200, 2000)],
    "- [/]\n",
    "",
  ],
  [
    "a line closes the frontmatter that the file begins with",
    ["---", "# Tasks", ...tasks(0, 400)],
    "- [ ] T200:",
    "---\n- [ ] T200:",
  ],
])("a part says what a reading of the whole says where %s", (_, lines, from, to) => {
  const text = `${lines.join("\n")}\n`;
  const before = whole(text);
  expectPart(before, before.sections(), text.replace(from, to));
});

test.each([
  ["a fence is opened", "- [ ] T2501:", "```\n- [ ] T2501:"],
  [
    "a heading comes to stand above all that follows",
    "- [ ] T2501:",
    "# Another epic\n- [ ] T2501:",
  ],
  ["the first box is half ticked", "- [ ] T2501:", "- [/] T2501:"],
  ["git has left a conflict", "- [ ] T2501:", "<<<<<<< HEAD\n=======\n>>>>>>> other\n- [ ] T2501:"],
])("all of a list is read where %s", (_, from, to) => {
  const lines = Array.from({ length: 5000 }, (_line, at) => line(at, " "));
  const text = `# Tasks\n${lines.join("\n")}\n`;
  expect(readChangedPart(path, text.replace(from, to), sectionsOf(text))).toBeNull();
});
