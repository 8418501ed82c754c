import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/markdown/read.ts";

function document(path: string, text: string) {
  const reading = readDocument(path, text);
  if (reading.kind !== "document") throw new Error(JSON.stringify(reading.findings));
  return reading.document;
}

const boxes = (text: string) =>
  document("TASKS.md", text).tasks.map(({ key, says }) => [
    key,
    says.status?.value,
    says.title?.word,
  ]);

describe("a checkbox list", () => {
  test.each([
    ["- [ ] **T1.2: title**", ["T1.2", "todo", "title"]],
    ["- [x] **T1.2: title** and more", ["T1.2", "done", "title"]],
    ["- [X] **T1.2** title", ["T1.2", "done", "title"]],
    ["- [/] **T1.2:** title", ["T1.2", "in_progress", "title"]],
    ["- [-] T1.2: title", ["T1.2", "cancelled", "title"]],
    ["- [ ] some words ^sh-7k2m", ["sh-7k2m", "todo", "some words"]],
    ["- [ ] **T1: title** ^sh-7k2m", ["T1", "todo", "title"]],
    ["- [?] T1: title", ["T1", null, "title"]],
    ["2) [ ] T1: title   ", ["T1", "todo", "title"]],
    ["- [ ] ÜX-9: größer", ["ÜX-9", "todo", "größer"]],
  ])("reads %j", (line, task) => {
    expect(boxes(`${line}\n`)).toEqual([task]);
  });

  test.each([
    ["a word without a digit", "- [ ] Note: text"],
    ["no id", "- [ ] plain text"],
    ["a link", "- [x](T1: y)"],
    ["a quote", "> - [ ] T1: x"],
    ["a fence", "```\n- [ ] T1: x\n```"],
    ["a fence inside a list item", "- item\n\n  ```\n  - [ ] T1: x\n  ```"],
    ["a longer fence around a shorter one", "````\n```\n- [ ] T1: x\n```\n````"],
    ["an unclosed fence", "~~~\n- [ ] T1: x"],
    ["indented code", "text\n\n    - [ ] T1: x"],
    ["a comment over several lines", "<!-- note\n- [ ] T1: x\n-->"],
    ["frontmatter", "---\na:\n- [ ] T1: x\n---\n"],
  ])("finds no task in %s", (_, text) => {
    expect(boxes(text)).toEqual([]);
  });

  test("goes on after a fence that ends with its list item", () => {
    expect(boxes("- a\n  ```\n  code\n- [ ] T1: x\n")).toEqual([["T1", "todo", "x"]]);
  });

  test("knows the headings above a task, and the first one as its title", () => {
    const { tasks, workstream } = document(
      "docs/a-TASKLIST.md",
      "# Epic\n- [ ] T1: a\n## Feature ##\n- [ ] T2: b\n### Deep\n## Other\n- [ ] T3: c\n",
    );
    expect(tasks.map(({ group }) => group)).toEqual([
      ["Epic"],
      ["Epic", "Feature"],
      ["Epic", "Other"],
    ]);
    expect(workstream).toMatchObject({ key: "docs/a-TASKLIST.md", title: "Epic" });
  });

  test("[ ] stands for in progress too only where the file uses no [/]", () => {
    const also = (text: string) => document("TASKS.md", text).tasks[0]?.says.status?.also;
    expect(also("- [ ] T1: a\n")).toEqual(["in_progress", "blocked"]);
    expect(also("- [ ] T1: a\n- [/] T2: b\n")).toEqual(["blocked"]);
  });
});

test("OpenSpec's tasks.md numbers its tasks and is named by its change", () => {
  const { tasks, workstream } = document(
    "openspec/changes/add-login/tasks.md",
    "## 1. Setup\n- [x] 1.1 First\n- [ ] 1.2. Second\n- [ ] **1.3** Third\n",
  );
  expect(workstream.key).toBe("add-login");
  expect(tasks.map(({ key, says }) => [key, says.title?.word])).toEqual([
    ["1.1", "First"],
    ["1.2", "Second"],
    ["1.3", "Third"],
  ]);
});

describe("a workplan", () => {
  const plan = (block: string, above = "## T1: Build it") =>
    document(
      "workplans/a.md",
      `---\nid: WP-1\n---\n# Epic\n${above}\n\`\`\`task\n${block}\n\`\`\`\n`,
    );

  test("is titled by the heading above, without the task's own id", () => {
    const [task] = plan("id: T1\nstatus: in-progress").tasks;
    expect(task).toMatchObject({ key: "T1", line: 6, group: ["Epic"], hubId: null });
    expect(task?.says).toMatchObject({
      title: { word: "Build it" },
      status: { word: "in-progress", value: "in_progress" },
      priority: { word: null, value: "" },
      needs_human: { word: null, value: "false" },
    });
  });

  test("keeps an id as it is written, also one that YAML would read as a number", () => {
    expect(plan("id: 0042").tasks[0]?.key).toBe("0042");
    expect(plan("id: 1.10 # ten").tasks[0]?.key).toBe("1.10");
    expect(plan('id: "a \\"b\\" c"').tasks[0]?.key).toBe('a "b" c');
  });

  test.each(["", "null", "~", '""'])("takes a hub id of %j as absent", (id) => {
    const { tasks, findings } = plan(`id: T1\nstate_hub_task_id: ${id}`);
    expect(tasks[0]?.hubId).toBeNull();
    expect(findings.map(({ code }) => code)).toEqual(id === "" ? [] : ["C-06"]);
  });

  test("reads anchors and aliases, and says of a list that it is no word", () => {
    expect(plan("id: T1\npriority: &p high\nstatus: [a]").tasks[0]?.says).toMatchObject({
      priority: { word: "high" },
      status: { value: null },
    });
  });

  test.each([
    ["a duplicate key", "id: T1\nid: T2", 8],
    ["an unclosed quote", 'id: T1\nstatus: "todo', 8],
    ["a tab for indentation", "id: T1\na:\n\tb: c", 9],
  ])("with %s is left alone, and says where", (_, block, line) => {
    const text = `---\nid: WP-1\n---\n# Epic\n## x\n\`\`\`task\n${block}\n\`\`\`\n`;
    expect(readDocument("workplans/a.md", text)).toMatchObject({
      kind: "unreadable",
      // The line is the file's own; no second one, counted from the block, stands in the words.
      findings: [
        {
          code: "C-12",
          file: "workplans/a.md",
          line,
          message: expect.not.stringMatching(/line|:$/),
        },
      ],
    });
  });

  test("with an id of 10 KB is reported, and its other tasks are read", () => {
    const { tasks, findings } = document(
      "workplans/a.md",
      `---\nid: W\n---\n\`\`\`task\nid: ${"x1".repeat(5000)}\n\`\`\`\n\`\`\`task\nid: T2\n\`\`\`\n`,
    );
    expect(findings).toMatchObject([{ code: "C-24", line: 4 }]);
    expect(tasks.map(({ key }) => key)).toEqual(["T2"]);
  });
});

test("conflict markers leave the whole file alone, words about them do not", () => {
  const conflict = "- [ ] T1: a\n<<<<<<< HEAD\n- [x] T2: b\n=======\n>>>>>>> other\n";
  expect(readDocument("TASKS.md", conflict)).toMatchObject({
    kind: "unreadable",
    findings: [{ code: "C-13", line: 2 }],
  });
  expect(boxes("Resolve `<<<<<<< HEAD` first.\n=======\n- [ ] T1: a\n")).toHaveLength(1);
});

test("a file under no usual path is told by what it holds", () => {
  expect(document("plan.md", "---\nid: W\n---\n").format).toBe("workplan");
  expect(document("plan.md", "```task\nid: T1\n```\n").format).toBe("workplan");
  expect(document("plan.md", "- [ ] T1: a\n").format).toBe("checkbox");
});
