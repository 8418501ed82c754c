import { expect, test } from "vitest";
import { unifiedDiff } from "../../../src/core/unified-diff.ts";

const diff = (before: string | null, after: string | null) =>
  unifiedDiff({ path: "/f", text: before }, { path: "/f", text: after });

test("equal texts have no diff", () => expect(diff("a\n", "a\n")).toBe(""));

test("a new file is all additions", () =>
  expect(diff(null, "a\nb\n")).toBe("--- /dev/null\n+++ /f\n@@ -0,0 +1,2 @@\n+a\n+b\n"));

test("a removed file is all deletions", () =>
  expect(diff("a\n", null)).toBe("--- /f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n"));

test("an inserted line stands between three lines of context", () => {
  const lines = ["1", "2", "3", "4", "5", "6", "7", "8"].map((line) => `${line}\n`);
  const after = lines.toSpliced(4, 0, "new\n").join("");
  expect(diff(lines.join(""), after)).toBe(
    "--- /f\n+++ /f\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n",
  );
});

test("a missing final line feed is said", () =>
  expect(diff("a", "a\nb\n")).toBe(
    "--- /f\n+++ /f\n@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n",
  ));
