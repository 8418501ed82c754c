import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splice } from "../../../src/core/tasks/document.ts";
import { fields, type Field } from "../../../src/core/tasks/task.ts";
import { documents } from "../../helpers/documents.ts";
import { checkWrite, documentOf, formatPaths, said } from "../../helpers/lens-laws.ts";

const paths = fc.constantFrom(...formatPaths);
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

describe("invariant 15: reading and writing are a lens", () => {
  test("reading and writing nothing changes no byte", () => {
    fc.assert(
      fc.property(paths, documents, (path, text) => {
        const document = documentOf(path, text);
        expect(document === null || splice(document.text, []) === text).toBe(true);
      }),
    );
  });

  test("what is written is read, once is twice, and nothing else changes", () => {
    fc.assert(
      fc.property(paths, documents, writes, (path, text, write) => {
        checkWrite(path, text, write);
      }),
      { numRuns: 2000 },
    );
  });

  test("hub ids go in and are read, and nothing else changes", () => {
    fc.assert(
      fc.property(documents, (text) => {
        const document = documentOf("workplans/a.md", text);
        if (!document) return;
        const edits = document.tasks.map((task) => document.writeHubId(task, `id-${task.key}`));
        const made = edits.filter((edit) => edit !== null);
        const again = documentOf("workplans/a.md", splice(text, made));
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
        const document = documentOf("TASKS.md", text);
        if (!document) return;
        const ids = Array.from({ length: 100 }, (_, at) => `sh-b${at}`);
        const edits = document.writeBlockIds(ids[Symbol.iterator]());
        const again = documentOf("TASKS.md", splice(text, edits));
        expect(again?.findings.filter(({ code }) => code === "C-17")).toEqual([]);
        expect(again?.tasks.length).toBe(document.tasks.length + edits.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a line of ten megabytes", () => {
  const long = (piece: string) => piece.repeat(Math.ceil(1e7 / piece.length));
  test.each([
    ["words", long("word ")],
    ["a title", `- [ ] T9: ${long("title ")}`],
    ["a title in bold", `- [ ] **T9: ${long("a")}**`],
    ["an id", `- [ ] T${long("9")}: x`],
    ["markers", long("- ")],
    ["numbers", long("1. ")],
    ["dashes", long("-")],
    ["spaces", long(" ")],
    ["tabs", long("\t")],
    ["hashes", long("#")],
    ["backticks", long("`")],
    ["brackets", `- ${long("[")}`],
    ["stars", `- [ ] ${long("*")}`],
    ["a comment", `<!-- ${long("-")} -->`],
    ["carets", `- [ ] x ${long(" ^")}`],
    ["a value", `\`\`\`task\nid: T9\nstatus: todo\nnotes: ${long("word ")}\n\`\`\``],
    ["a quoted value", `\`\`\`task\nid: T9\nstatus: todo\nnotes: "${long("word ")}"\n\`\`\``],
  ])("of %s does not keep the task beside it from being written", (_, line) => {
    const text = `- [ ] T1: first\n\n${line}\n\n- [ ] T2: last\n`;
    const status = { field: "status", value: "done", which: 0 } as const;
    expect(documentOf("TASKS.md", text)?.tasks[0]?.key).toBe("T1");
    expect(checkWrite("TASKS.md", text, status)).toBe("written");
    const plan = `# T1: First\n\n\`\`\`task\nid: T1\n\`\`\`\n\n${line}\n`;
    expect(checkWrite("workplans/a.md", plan, status)).toBe("written");
  });
});
