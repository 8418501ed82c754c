import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { userSchema } from "../../../src/config/schema.ts";
import { configKeysTable } from "../../helpers/config-keys.ts";

const file = new URL("../../../docs/config.md", import.meta.url);

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
