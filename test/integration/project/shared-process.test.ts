import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("a file that imports other files' tests has a process of its own, by its name: a shared one reads them once", () => {
  const files = ["integration", "scenarios", "unit"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => join(folder, name)),
  );
  const importing = files.filter((file) =>
    /import\("[^"]+\.test\.ts"\)/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(importing).not.toEqual([]);
  for (const file of importing) expect(file).toMatch(/on-postgres\.test\.ts$/);
});
