import * as fc from "fast-check";
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { openSpecProgress, openSpecTasks } from "../../../src/markdown/openspec-tasks.ts";
import { openSpecProgram } from "../../helpers/corpus.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";

type Change = { name: string; completedTasks: number; totalTasks: number; status: string };

/** What `openspec list --json` says of the project, by the change's name. */
function listed(home: Home, project: string): Map<string, Omit<Change, "name">> {
  const output = execFileSync(process.execPath, [openSpecProgram(), "list", "--json"], {
    cwd: project,
    env: { ...home.env, OPENSPEC_TELEMETRY: "0", DO_NOT_TRACK: "1" },
    encoding: "utf8",
  });
  const { changes } = JSON.parse(output) as { changes: Change[] };
  return new Map(
    changes.map(({ name, completedTasks, totalTasks, status }) => [
      name,
      { completedTasks, totalTasks, status },
    ]),
  );
}

function counted(text: string): Omit<Change, "name"> {
  const { total, completed, status } = openSpecProgress(openSpecTasks(text));
  return { completedTasks: completed, totalTasks: total, status };
}

const tables: Record<string, string> = {
  plain: "## 1. Set up\n\n- [x] 1.1 First\n- [ ] 1.2 Second\n",
  complete: "- [x] 1.1 First\n- [X] 1.2 Second\n",
  "no-tasks": "# Nothing yet\n\n- a bullet\n",
  bullets: "* [ ] star\n+ [x] plus\n1. [ ] number\n2) [x] paren\n1234567890. [ ] too long\n",
  nested: "- [ ] 1 outer\n  - [x] 1.1 inner\n\t- [ ] 1.2 by a tab\n            - [ ] deep\n",
  fences: "```\n- [ ] fenced\n```\n~~~\n- [x] tilde\n~~~\n    - [ ] code\n",
  comments: "<!-- - [ ] not at the start -->\n<!--\n- [ ] inside\n-->\n> - [ ] quoted\n",
  crlf: "- [x] 1.1 First\r\n- [ ] 1.2 Second\r\n",
  bom: "\uFEFF- [x] 1.1 First\n- [ ] 1.2 Second",
  boxes:
    "- [] empty\n- [~] odd\n- [ x ] padded\n- [xx] two\n- [WIP] word\n- [1] one\n-[ ] no space\n",
  links: "- [x](a.md) link\n- [ ](a.md) empty link\n- [a][b] reference\n- [x]done\n",
};

const pieces = fc.constantFrom(
  ...Object.values(tables).flatMap((text) => text.split(/\r?\n/)),
  "- [ \t ] spaces",
  "- [\u00A0] hard space",
  "- [é] accent",
  "- [🎉] emoji",
  "- [ ]",
  "1. [x]",
  "- [ ][ref] text",
  "# [ ] heading",
  "- [ ] one - [x] two",
);
const generated = fc
  .tuple(fc.array(pieces, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([lines, newline, bom]) => (bom ? "\uFEFF" : "") + lines.join(newline));

test("our counts are those of openspec list --json, for every kind of box and two hundred generated changes", () => {
  const home = makeHome();
  const project = `${home.path}/project`;
  const changes = new Map(Object.entries(tables));
  const seed = Date.now();
  for (const [number, text] of fc.sample(generated, { numRuns: 200, seed }).entries())
    changes.set(`generated-${number}`, text);
  for (const [name, text] of changes) writeFile(project, `openspec/changes/${name}/tasks.md`, text);
  writeFile(project, "openspec/changes/no-file/proposal.md", "# Why\n");
  writeFile(project, "openspec/changes/archive/2026-01-02-old/tasks.md", "- [ ] 1.1 left\n");
  const expected = new Map([...changes].map(([name, text]) => [name, counted(text)]));
  expected.set("no-file", counted(""));
  const theirs = listed(home, project);
  for (const [name, count] of expected)
    expect(count, `seed ${seed}, ${name}: ${JSON.stringify(changes.get(name))}`).toEqual(
      theirs.get(name),
    );
  expect([...theirs.keys()].sort()).toEqual([...expected.keys()].sort());
});
