import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { cliFile } from "../helpers/cli.ts";

/** The text of the built file and of all that it imports before its own first line runs. */
function loadedAtStart(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return "";
  seen.add(file);
  const text = readFileSync(file, "utf8");
  // At the start of a line: what is loaded later stands inside of a function.
  const imports = [...text.matchAll(/^(?:const \w+ = )?require\("(\.[^"]+)"\)/gm)].map(
    ([, from = ""]) => from,
  );
  return text + imports.map((from) => loadedAtStart(join(dirname(file), from), seen)).join("");
}

/** A word of each library that only some commands need; all of them stand in the built files. */
const libraryWords = [
  "ZodType",
  "CommanderError",
  "TaskConfigurationError",
  "parseDocument",
  "KyselyPlugin",
];

test("what every command line loads before it is read is small and holds no library", () => {
  const loaded = loadedAtStart(cliFile);
  expect(loaded).toContain("parseCommandLine");
  expect(loaded.length).toBeLessThan(20_000);
  for (const word of [...libraryWords, "databaseOpen"]) expect(loaded).not.toContain(word);
});

test("what most commands share is one file, and holds no library that only some of them need", () => {
  const chunks = join(dirname(cliFile), "../chunks");
  const [shared = "", ...others] = readdirSync(chunks).filter((name) =>
    name.startsWith("program-"),
  );
  expect(others).toEqual([]);
  const loaded = loadedAtStart(join(chunks, shared));
  expect(loaded).toContain("databaseOpen");
  for (const word of libraryWords) expect(loaded).not.toContain(word);
});

test("no file that a hook could load holds the server", () => {
  const folder = join(dirname(cliFile), "..", "hooks");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((name) => name.endsWith(".js"))
    .map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
  expect(texts.length).toBeGreaterThan(3);
  const holding = texts.filter(([, text]) => /content-security-policy|OpenAPIHono/.test(text));
  expect(holding.map(([name]) => name)).toEqual([]);
});
