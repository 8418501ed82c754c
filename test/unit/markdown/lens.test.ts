import * as fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { splice, type Document } from "../../../src/core/tasks/document.ts";
import { fields, type Field } from "../../../src/core/tasks/task.ts";
import { readDocument } from "../../../src/markdown/read.ts";
import { documents } from "../../helpers/documents.ts";

const read = (path: string, text: string): Document | null => {
  const reading = readDocument(path, text);
  return reading.kind === "document" ? reading.document : null;
};

const paths = fc.constantFrom("workplans/a.md", "TASKS.md", "openspec/changes/c/tasks.md");
const values: Record<Field, fc.Arbitrary<string>> = {
  status: fc.constantFrom("todo", "in_progress", "blocked", "done", "cancelled"),
  title: fc.oneof(
    fc.constantFrom("New", "a: b", "**x**", "#", "x #", "", "T1: t", "🎉"),
    fc.string(),
  ),
  priority: fc.oneof(
    fc.constantFrom("high", "", "null", "true", "a: b", "# x", "it's"),
    fc.string(),
  ),
  needs_human: fc.constantFrom("true", "false"),
};
const writes = fc
  .constantFrom(...fields)
  .chain((field) =>
    fc.record({ field: fc.constant(field), value: values[field], which: fc.nat() }),
  );

/** Words and values of all tasks, in order: what a reader of the file can tell. */
const said = (document: Document) =>
  document.tasks.map(({ key, says, hubId }) => ({
    key,
    hubId,
    says: Object.fromEntries(
      fields.map((field) => [field, [says[field]?.word, says[field]?.value]]),
    ),
  }));

function checkWrite(path: string, text: string, field: Field, value: string, which: number): void {
  const document = read(path, text);
  const task = document?.tasks[which % Math.max(1, document.tasks.length)];
  const edit = task && document.writeField(task, field, value);
  if (!document || !edit) return;
  const after = splice(text, [edit]);
  const again = read(path, after);
  expect(again, "the file still reads").not.toBeNull();
  if (!again) return;
  const index = document.tasks.indexOf(task);
  const written = again.tasks[index]?.says[field];
  expect(written?.word, "the word that the base will hold").toBe(edit.word);
  const shows = [written?.value, ...(written?.also ?? [])];
  expect(shows, "what was written is read").toContain(value);
  const others = (one: Document) =>
    said(one).map(({ says, ...rest }, at) => {
      const { [field]: own, ...left } = says;
      return at === index ? { ...rest, says: left } : { ...rest, says: { ...left, own } };
    });
  expect(others(again), "every other word stays").toEqual(others(document));
  const twice = again.writeField(again.tasks[index] ?? task, field, value);
  expect(twice && splice(after, [twice]), "writing twice is writing once").toBe(after);
}

describe("invariant 15: reading and writing are a lens", () => {
  test("reading and writing nothing changes no byte", () => {
    fc.assert(
      fc.property(paths, documents, (path, text) => {
        const document = read(path, text);
        expect(document === null || splice(document.text, []) === text).toBe(true);
      }),
    );
  });

  test("what is written is read, once is twice, and nothing else changes", () => {
    fc.assert(
      fc.property(paths, documents, writes, (path, text, { field, value, which }) =>
        checkWrite(path, text, field, value, which),
      ),
      { numRuns: 2000 },
    );
  });

  test("hub ids go in and are read, and nothing else changes", () => {
    fc.assert(
      fc.property(documents, (text) => {
        const document = read("workplans/a.md", text);
        if (!document) return;
        const edits = document.tasks.map((task) => document.writeHubId(task, `id-${task.key}`));
        const made = edits.filter((edit) => edit !== null);
        const again = read("workplans/a.md", splice(text, made));
        expect(again?.tasks.map(({ hubId }) => hubId)).toEqual(
          document.tasks.map(({ key, hubId }, at) => (edits[at] ? `id-${key}` : hubId)),
        );
        expect(again && said(again).map(({ says }) => says)).toEqual(
          said(document).map(({ says }) => says),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("block ids make tasks of boxes without an id", () => {
    fc.assert(
      fc.property(documents, (text) => {
        const document = read("TASKS.md", text);
        if (!document) return;
        const ids = Array.from({ length: 100 }, (_, at) => `sh-b${at}`);
        const edits = document.writeBlockIds(ids[Symbol.iterator]());
        const again = read("TASKS.md", splice(text, edits));
        expect(again?.findings.filter(({ code }) => code === "C-17")).toEqual([]);
        expect(again?.tasks.length).toBe(document.tasks.length + edits.length);
      }),
      { numRuns: 500 },
    );
  });

  test("real markdown files read and take edits by the same laws", () => {
    let files = 0;
    for (const file of realFiles()) {
      const text = readFileSync(file, "utf8");
      files += 1;
      for (const path of ["workplans/a.md", "TASKS.md"]) {
        const document = read(path, text);
        for (const [at] of document?.tasks.entries() ?? [])
          checkWrite(path, text, "status", "done", at);
      }
    }
    expect(files).toBeGreaterThan(100);
  });
});

/** What the installed packages brought along. */
const realFiles = () =>
  readdirSync("node_modules", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `node_modules/${name}`);
