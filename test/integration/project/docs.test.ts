import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { commands, groups } from "../../../src/cli/commands.ts";
import { parseCommandLine } from "../../../src/cli/parse.ts";
import { userSchema } from "../../../src/config/schema.ts";
import { configKeysTable } from "../../helpers/config-keys.ts";

const root = new URL("../../../", import.meta.url);
const file = new URL("docs/config.md", root);

/** With UPDATE_DOCS=1 the table is written instead of compared. */
test("docs/config.md lists every key as the schema has it", () => {
  const page = readFileSync(file, "utf8");
  const section = /(?<=<!-- keys -->\n)[\s\S]*(?=<!-- \/keys -->)/;
  const drawn = page.replace(section, () => `\n${configKeysTable()}\n\n`);
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(file, drawn);
  else expect(words(page)).toEqual(words(drawn));
});

test("the example in docs/config.md is valid", () => {
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(file, "utf8")) ?? [];
  expect(userSchema.safeParse(parse(example)).success).toBe(true);
});

/** The formatter pads table cells; what they say is what counts. */
const words = (text: string) => text.replace(/ +|-{3,}/g, " ").replace(/(\| )+/g, "| ");

const documents = readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" });
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...documents.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
];

test.each(pages)("every command shown in %s exists, with the options it is shown with", (page) => {
  const text = readFileSync(new URL(page, root), "utf8");
  for (const [, line = ""] of text.matchAll(/^\$ (?:sync-hooks|.*npm start --) (.+)$/gm))
    expect(parseCommandLine(line.split(" "), commands, groups).kind).toBe("command");
});

test.each(commands.flatMap((entry) => entry.examples))(
  "the example `%s` is a command line",
  (line) => {
    const [typed = ""] = line.split(" > ");
    expect(parseCommandLine(typed.split(" "), commands, groups).kind).toBe("command");
  },
);

test.each(pages)("every link in %s leads to a file", (page) => {
  const text = readFileSync(new URL(page, root), "utf8");
  for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g))
    expect(existsSync(new URL(target, new URL(page, root))), target).toBe(true);
});
