import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorStatus, gravestStatus } from "../../../src/cli/exit-status.ts";
import { errorCodes } from "../../../src/core/errors.ts";
import { exitStatus, outcomes } from "../../../src/core/outcome.ts";

const page = readFileSync(new URL("../../../docs/exit-codes.md", import.meta.url), "utf8");

test.each(errorCodes)("docs/exit-codes.md tells the status of the error %s", (code) => {
  expect(page).toMatch(new RegExp(`^\\| \`${code}\` +\\| ${errorStatus[code]} +\\|`, "m"));
});

test.each(outcomes)("docs/exit-codes.md tells the status of the outcome %s", (outcome) => {
  expect(page).toMatch(new RegExp(`^\\| \`${outcome}\` +\\| ${exitStatus([outcome])} +\\|`, "m"));
});

describe("over several parts", () => {
  test.each([
    [[], 0],
    [[0, 0], 0],
    [[0, 2], 2],
    [[2, 1, 0], 1],
    [[0, 78], 78],
    [[78, 1], 1],
    [[78, 2], 1],
  ] as const)("%j ends with %d", (statuses, status) => {
    expect(gravestStatus(statuses)).toBe(status);
  });
});
