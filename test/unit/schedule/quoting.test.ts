import { execFileSync } from "node:child_process";
import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { shellWord } from "../../../src/core/shell-word.ts";
import { systemdWord, windowsWord, xmlText } from "../../../src/schedule/quoting.ts";

test("a shell word reaches the program as it was, whatever it holds", () => {
  assert(
    property(
      string({ minLength: 1, unit: "binary" }).filter((word) => !word.includes("\0")),
      (word) => {
        const printed = execFileSync("sh", ["-c", `printf %s ${shellWord(word)}`]);
        expect(printed.toString("utf8")).toBe(Buffer.from(word).toString("utf8"));
      },
    ),
    { numRuns: 50 },
  );
});

test.each([
  ["/plain/path", '"/plain/path"'],
  ["/with space/100%", '"/with space/100%%"'],
  ["/a$HOME", '"/a$$HOME"'],
  ['/quo"te\\back', '"/quo\\"te\\\\back"'],
])("systemd reads %s from %s", (word, quoted) => {
  expect(systemdWord(word)).toBe(quoted);
});

test.each([
  ["C:\\plain", "C:\\plain"],
  ["C:\\Program Files\\node.exe", '"C:\\Program Files\\node.exe"'],
  ["C:\\ends in\\", '"C:\\ends in\\\\"'],
  ['say "hi"', '"say \\"hi\\""'],
  ["", '""'],
])("Windows reads %s from %s", (word, quoted) => {
  expect(windowsWord(word)).toBe(quoted);
});

test("XML text has no character of its own left", () => {
  expect(xmlText(`<a & "b" 'c'>`)).toBe("&lt;a &amp; &quot;b&quot; &apos;c&apos;&gt;");
});
