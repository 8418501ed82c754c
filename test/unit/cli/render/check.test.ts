import { expect, test } from "vitest";
import type { CheckReport } from "../../../../src/actions/check/check.ts";
import { checkText } from "../../../../src/cli/render/check.ts";
import type { Finding } from "../../../../src/core/tasks/finding.ts";

const canvas = { width: 40, paint: (_tone: unknown, text: string) => text };

const finding = (number: number): Finding => ({
  code: number % 3 === 0 ? "C-08" : "C-17",
  file: `${"folder/".repeat(number % 9)}TASKS.md`,
  line: number,
  message: `what is wrong with number ${number}`,
  mend: "write an id",
});

const reportOf = (findings: Finding[]): CheckReport => ({
  slug: "app",
  path: "/app",
  files: 1,
  tasks: findings.length,
  findings,
  mended: [],
});

const pieces = (findings: Finding[]) => [...checkText([reportOf(findings)], canvas)];

test("many findings come a piece at a time, and each looks as it does alone", () => {
  const findings = Array.from({ length: 2500 }, (_, number) => finding(number));
  const [heading, ...drawn] = pieces(findings);
  const sum = drawn.pop();
  expect(drawn).toHaveLength(3);
  expect(drawn.join("")).toBe(findings.map((one) => pieces([one])[1]).join(""));
  expect(heading).toBe("app  1 file, 2500 tasks\n");
  expect(sum).toBe("834 problems to mend, 1666 notes\n");
});
