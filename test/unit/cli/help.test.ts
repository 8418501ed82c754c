import { describe, expect, test } from "vitest";
import { commands, groups } from "../../../src/cli/commands.ts";
import { parseCommandLine } from "../../../src/cli/parse.ts";

function helpOf(words: readonly string[]): string {
  const parsed = parseCommandLine([...words, "--help"], commands, groups);
  if (parsed.kind !== "text") throw new Error(`${words.join(" ")} --help runs a command`);
  return parsed.text;
}

const firstWords = new Set(
  commands.filter(({ name }) => name.includes(" ")).map(({ name }) => name.split(" ")[0] ?? ""),
);

describe.each(commands)("$name", ({ name, examples }) => {
  test("has an example, which is a line of this very command", () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const [typed = ""] = example.split(" > ");
      expect(parseCommandLine(typed.split(" "), commands, groups)).toMatchObject({
        kind: "command",
        entry: { name },
      });
    }
  });

  test("prints each of them with --help", () => {
    const text = helpOf(name.split(" "));
    for (const example of examples) expect(text).toContain(`\n  $ sync-hooks ${example}\n`);
  });
});

test.each([...firstWords])(
  "%s --help prints the examples of its commands, and a summary",
  (word) => {
    const text = helpOf([word]);
    const members = commands.filter(({ name }) => name.startsWith(`${word} `));
    for (const example of members.flatMap(({ examples }) => examples))
      expect(text).toContain(`\n  $ sync-hooks ${example}\n`);
    expect(groups[word]?.summary).toBeTruthy();
  },
);

test("every group of the table has commands", () => {
  expect(new Set(Object.keys(groups))).toEqual(firstWords);
});
