import { expect, test } from "vitest";
import { triggers } from "../../../../src/core/outcome.ts";
import {
  combineRequests,
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

test("requests combine to the most demanding trigger and the last git process", () => {
  const otherwise = { trigger: "commit", gitPid: 9 } as const;
  const combined = combineRequests(
    parseRequests("sweep\npost-merge 18\npost-commit 19\n"),
    otherwise,
  );
  expect(combined).toEqual({ trigger: "sweep", gitPid: 19 });
  expect(combineRequests([], otherwise)).toBe(otherwise);
});

test("no trigger is too new to be weighed: with a milder one beside it, each still speaks", () => {
  const otherwise = { trigger: "sweep", gitPid: null } as const;
  const beside = triggers.map((trigger) =>
    combineRequests(parseRequests(`commit\n${trigger}\ncommit\n`), otherwise),
  );
  expect(beside.map(({ trigger }) => trigger)).toEqual([...triggers]);
});
