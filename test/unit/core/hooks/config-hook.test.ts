import { describe, expect, test } from "vitest";
import { configHookCommand, runsConfigHooks } from "../../../../src/core/hooks/config-hook.ts";

describe("runsConfigHooks", () => {
  test.each([
    ["git version 2.39.5", false],
    ["git version 2.53.0", false],
    ["git version 2.54.0", true],
    ["git version 2.54.0.windows.1", true],
    ["git version 2.60.1 (Apple Git-200)", true],
    ["git version 3.0.0", true],
    ["git version unknown", false],
  ])("%s: %s", (text, answer) => expect(runsConfigHooks(text)).toBe(answer));
});

test("the command keeps the block's lines, without markers and comments, and ends in a no-op", () => {
  const block = "# >>> sync-hooks >>>\n# a comment\nif true; then\n  x &\nfi\n# <<< sync-hooks <<<";
  expect(configHookCommand(block)).toBe("if true; then\n  x &\nfi\n:");
});
