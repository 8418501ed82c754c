import { expect } from "vitest";
import { splice, type Document } from "../../src/core/tasks/document.ts";
import { fields, type Field } from "../../src/core/tasks/task.ts";
import { readDocument } from "../../src/markdown/read.ts";

/** One path of each format. */
export const formatPaths = ["workplans/a.md", "TASKS.md", "openspec/changes/c/tasks.md"] as const;

/** The document that a text makes under a path; null where the file is left alone. */
export function documentOf(path: string, text: string): Document | null {
  const reading = readDocument(path, text);
  return reading.kind === "document" ? reading.document : null;
}

/** Words and values of all tasks, in order: what a reader of the file can tell. */
export const said = (document: Document) =>
  document.tasks.map(({ key, says, hubId }) => ({
    key,
    hubId,
    says: Object.fromEntries(
      fields.map((field) => [field, [says[field]?.word, says[field]?.value]]),
    ),
  }));

/**
 * Writes one field of one task and checks the laws: what was written is read, writing again changes nothing,
 * every other word stays, and of the bytes only the edited span. Gives whether the format could write it.
 */
export function checkWrite(
  path: string,
  text: string,
  write: { field: Field; value: string; which: number },
): "written" | "refused" {
  const { field, value, which } = write;
  const document = documentOf(path, text);
  const task = document?.tasks[which % Math.max(1, document.tasks.length)];
  const edit = task && document.writeField(task, field, value);
  if (!document || !edit) return "refused";
  const after = splice(text, [edit]);
  const again = documentOf(path, after);
  expect(again, "the file still reads").not.toBeNull();
  if (!again) return "refused";
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
  expect(endings(after), "no other line ending comes in").toEqual(
    expect.objectContaining(endings(text)),
  );
  return "written";
}

/** How a text ends its lines and itself; a new line of a block follows the line above it. */
const endings = (text: string) => ({
  bom: text.startsWith("\uFEFF"),
  final: text.endsWith("\n"),
  mixed: /(^|[^\r])\n/.test(text) && text.includes("\r\n"),
});
