import { expect, test } from "vitest";
import {
  agree,
  agreesWithWord,
  fields,
  readStatus,
  state,
  statuses,
} from "../../../../src/core/tasks/task.ts";

test.each([
  ["todo", "todo"],
  ["pending", "todo"],
  ["In-Progress", "in_progress"],
  ["in progress", "in_progress"],
  ["WIP", "in_progress"],
  ["on hold", "blocked"],
  ["Completed", "done"],
  ["canceled", "cancelled"],
  ["won't do", "cancelled"],
  ["dnoe", null],
  ["", null],
  ["constructor", null],
])("the word %j is read as %s", (word, status) => {
  expect(readStatus(word)).toBe(status);
});

test("every status is a word for itself", () => {
  for (const status of statuses) expect(readStatus(status)).toBe(status);
});

test.each([
  [null, "false"],
  ["no", "false"],
  ["Yes", "true"],
  ["true", "true"],
  ["perhaps", null],
])("needs_human written as %j means %s", (word, value) => {
  expect(state("needs_human", word).value).toBe(value);
});

test("sides agree where markdown could show no difference, and never on words that nobody knows", () => {
  const box = { word: " ", value: "todo", also: ["in_progress"] };
  expect(agree(box, state("status", "in_progress"))).toBe(true);
  expect(agree(box, state("status", "done"))).toBe(false);
  expect(agree(state("status", "huh"), state("status", "huh"))).toBe(false);
});

test("of a hub's word it is told alike whether it is the file's value or has to be understood", () => {
  const words = [null, "", "todo", "in_progress", "WIP", "done", "huh", "high", "true", "no", "0"];
  for (const field of fields)
    for (const markdown of words)
      for (const hub of words) {
        const says = state(field, markdown);
        const message = JSON.stringify([field, markdown, hub]);
        expect(agreesWithWord(says, field, hub), message).toBe(agree(says, state(field, hub)));
      }
});
