import { expect } from "vitest";
import type { Desk } from "./tasks.ts";

/** Where a desk keeps its one long list. */
export const listFile = "TASKS.md";

export const edit = (desk: Desk, from: string, to: string) =>
  desk.write(listFile, desk.read(listFile).replace(from, to));

/** Plans everything anew: whatever was left out because it had not changed would show now. */
export async function expectNothingMissed(desk: Desk): Promise<void> {
  desk.ctx.ledger().db.exec("DELETE FROM snapshots; UPDATE files SET settled = 0");
  const [text, tasks] = [desk.read(listFile), desk.sql("SELECT * FROM tasks ORDER BY id")];
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.read(listFile)).toBe(text);
  expect(desk.sql("SELECT * FROM tasks ORDER BY id")).toEqual(tasks);
}

/** A list that nobody knows yet and that is too long to be held in memory with all its tasks. */
export const veryLong = (boxes: (task: number) => string) =>
  `# List\n${Array.from({ length: 21_000 }, (_, task) => {
    const heading = task % 100 === 0 ? `\n## Feature ${task / 100}\n\n` : "";
    return `${heading}- [${boxes(task)}] **T${task}: task ${task} of many**`;
  }).join("\n")}\n`;

/** The tasks of the hub, in its order. */
export const standing = (desk: Desk) =>
  desk.sql("SELECT key, title, status, group_path FROM tasks ORDER BY position");
