import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { cliFile } from "../helpers/cli.ts";

/** The text of the built file and of all that it imports before its own first line runs. */
function loadedAtStart(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return "";
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(/(?:from|import)"(\.[^"]+)"/g)].map(([, from = ""]) => from);
  return text + imports.map((from) => loadedAtStart(join(dirname(file), from), seen)).join("");
}

test("what every command line loads before it is read is small and holds no library", () => {
  const loaded = loadedAtStart(cliFile);
  expect(loaded.length).toBeLessThan(20_000);
  for (const library of ["libsql", "ZodType", "CommanderError", "simple-git", "parseDocument"])
    expect(loaded).not.toContain(`from"${library}"`);
});
