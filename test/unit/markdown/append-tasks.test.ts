import { expect, test } from "vitest";
import { splice } from "../../../src/core/tasks/document.ts";
import type { HubTask } from "../../../src/core/tasks/plan-types.ts";
import { appendTasks } from "../../../src/markdown/append-tasks.ts";
import { readDocument } from "../../../src/markdown/read.ts";
import { neverChanged } from "../../helpers/hub-row.ts";

const row = (key: string, title: string, more: Partial<HubTask["words"]> = {}, group = "[]") =>
  ({
    id: key,
    key,
    rev: 1,
    group,
    position: 0,
    removed: false,
    words: { title, status: "todo", priority: null, needs_human: "false", ...more },
    revs: neverChanged,
  }) satisfies HubTask;

function append(path: string, text: string, rows: readonly HubTask[]): string | null {
  const reading = readDocument(path, text);
  if (reading.kind !== "document") throw new Error("the text does not read");
  const appended = appendTasks(path, reading.document, rows, { hubIds: false });
  return appended && splice(text, appended.edits);
}

const cases: [string, string, string, HubTask[], string][] = [
  [
    "bold ids with the title",
    "TASKS.md",
    "- [x] **T1: one**\n",
    [row("T2", "two")],
    "- [x] **T1: one**\n- [ ] **T2: two**\n",
  ],
  [
    "bold ids alone, and the remarks of the one before stay its own",
    "TASKS.md",
    "* [ ] **T1** one\n",
    [row("T2", "two", { status: "done" })],
    "* [ ] **T1** one\n* [x] **T2** two\n",
  ],
  [
    "plain ids behind everything below the last item, no final line end",
    "TASKS.md",
    "- [ ] T1: one\n  - more\n\n  of it",
    [row("T2", "two"), row("T3", "three")],
    "- [ ] T1: one\n  - more\n\n  of it\n- [ ] T2: two\n- [ ] T3: three",
  ],
  [
    "block ids",
    "TASKS.md",
    "- [ ] one ^sh-1\n",
    [row("sh-2", "two")],
    "- [ ] one ^sh-1\n- [ ] two ^sh-2\n",
  ],
  [
    "CRLF, and below the headings that the hub names",
    "TASKS.md",
    "# A\r\n\r\n- [ ] T1: one\r\n\r\n# B\r\n\r\n- [ ] T2: two\r\n",
    [row("T3", "three", {}, '["A"]'), row("T4", "four")],
    "# A\r\n\r\n- [ ] T1: one\r\n- [ ] T3: three\r\n\r\n# B\r\n\r\n- [ ] T2: two\r\n- [ ] T4: four\r\n",
  ],
  [
    "OpenSpec numbers",
    "openspec/changes/login/tasks.md",
    "## 1. Form\n- [ ] 1.1 one\n",
    [row("1.2", "two")],
    "## 1. Form\n- [ ] 1.1 one\n- [ ] 1.2 two\n",
  ],
  [
    "a workplan's headings with ids, behind the last task's own text",
    "workplans/p.md",
    "---\nid: P\n---\n# P\n\n## T1: one\n\n```task\nid: T1\nstatus: todo\n```\n\nProse.\n\n# Notes\n\nEnd.\n",
    [row("T2", "two", { priority: "high", needs_human: "true" }, '["P"]')],
    "---\nid: P\n---\n# P\n\n## T1: one\n\n```task\nid: T1\nstatus: todo\n```\n\nProse.\n\n## T2: two\n\n```task\nid: T2\nstatus: todo\npriority: high\nneeds_human: true\n```\n\n# Notes\n\nEnd.\n",
  ],
  [
    "a workplan's plain headings, its order of keys and its fences",
    "workplans/p.md",
    "---\nid: P\n---\n## one\n~~~task\nstatus: todo\nid: T1\n~~~\n",
    [row("T2", "yes: two")],
    "---\nid: P\n---\n## one\n~~~task\nstatus: todo\nid: T1\n~~~\n\n## yes: two\n\n~~~task\nid: T2\nstatus: todo\n~~~\n",
  ],
  [
    "blocks with titles of their own",
    "workplans/p.md",
    "---\nid: P\n---\n# Tasks\n\n```task\nid: T1\ntitle: one\nstatus: todo\n```\n\nEnd.\n",
    [row("T2", "two # not a comment", {}, '["Tasks"]')],
    '---\nid: P\n---\n# Tasks\n\n```task\nid: T1\ntitle: one\nstatus: todo\n```\n\n```task\nid: T2\ntitle: "two # not a comment"\nstatus: todo\n```\n\nEnd.\n',
  ],
  [
    "a workplan without any task yet",
    "workplans/p.md",
    "---\nid: P\n---\n# P",
    [row("T1", "one")],
    "---\nid: P\n---\n# P\n\n## T1: one\n\n```task\nid: T1\nstatus: todo\n```\n",
  ],
];

test.each(cases)("appended in the file's own style: %s", (_, path, text, rows, expected) => {
  expect(append(path, text, rows)).toBe(expected);
});

test.each<[string, string, string, HubTask]>([
  ["an id that the list cannot write", "TASKS.md", "- [ ] T1: one\n", row("no digit", "two")],
  ["a title that ends its bold", "TASKS.md", "- [ ] **T1: one**\n", row("T2", "a**b")],
  ["an unknown status", "TASKS.md", "- [ ] T1: one\n", row("T2", "two", { status: "dnoe" })],
  ["a list without any task", "TASKS.md", "# Nothing\n", row("T2", "two")],
])("nothing is appended for %s", (_, path, text, task) => {
  expect(append(path, text, [task])).toBeNull();
});
