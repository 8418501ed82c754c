import { expect, test } from "vitest";
import { triggers } from "../../../../src/core/outcome.ts";
import {
  combineRequests,
  leadingTrigger,
  parseRequests,
  requestLine,
} from "../../../../src/core/requests/request-lines.ts";

test.each(triggers)("a line for %s reads back as it was written", (trigger) => {
  for (const gitPid of [null, 4242])
    expect(parseRequests(requestLine({ trigger, gitPid }))).toEqual([{ trigger, gitPid }]);
});

test.each([
  ["post-commit 17\npost-merge 18\n", ["commit 17", "merge 18"]],
  ["post-rewrite\r\n", ["rewrite null"]],
  ["", []],
  ["\n\n", []],
  ["post-commit -1\npost-commit 0\npost-commit x", ["commit null", "commit null", "commit null"]],
  ["toString 5\nconstructor\n", []],
  ["post-com", []],
])("the request file %j reads as %j", (text, expected) => {
  expect(parseRequests(text).map(({ trigger, gitPid }) => `${trigger} ${gitPid}`)).toEqual(
    expected,
  );
});

test("requests combine to all of their triggers, each once, and the last git process", () => {
  const otherwise = { trigger: "commit", gitPid: 9 } as const;
  const lines = "sweep\npost-merge 18\npost-commit 19\nsweep\n";
  expect(combineRequests(parseRequests(lines), otherwise)).toEqual({
    triggers: ["sweep", "merge", "commit"],
    gitPid: 19,
  });
  expect(combineRequests([], otherwise)).toEqual({ triggers: ["commit"], gitPid: 9 });
});

test("no trigger is too new to be weighed: with a milder one beside it, each still names the run", () => {
  const leading = triggers.map((trigger) => leadingTrigger(["commit", trigger, "commit"]));
  expect(leading).toEqual([...triggers]);
});
