import { expect, test } from "vitest";
import { usualFolder } from "../../../../src/core/inventory/usual-folder.ts";

test.each<[string, string[], string | null]>([
  ["none without checkouts", [], null],
  ["the only one", ["/home/ada/code/api"], "/home/ada/code"],
  ["the most frequent", ["/a/x", "/b/x", "/b/y"], "/b"],
  ["the first by name among equals", ["/b/x", "/a/y"], "/a"],
  ["on Windows too", ["C:\\code\\api", "C:\\code\\web"], "C:\\code"],
  ["not the root of the disk", ["/api"], null],
])("the usual folder of clones: %s", (_, checkouts, folder) => {
  expect(usualFolder(checkouts)).toBe(folder);
});
