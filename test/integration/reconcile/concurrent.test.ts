import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../../../src/system/run.ts";
import { makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";
const worker = fileURLToPath(new URL("../../helpers/reconcile-worker.ts", import.meta.url));

/** Reconciles the desk's checkout in a process of its own. */
async function inOwnProcess(desk: Desk, rounds: number): Promise<string[]> {
  const args = ["--import", "tsx", worker, desk.checkout.path, String(rounds)];
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const { status, stdout, stderr } = await run(process.execPath, args, {
    cwd: root,
    env: desk.home.env,
    timeoutMs: 50_000,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { outcome: string }).outcome);
}

test("invariant 11: clones and an SQL client that all write at once lose no value and end agreed", async () => {
  const one = await makeDesk();
  const keys = Array.from({ length: 8 }, (_, at) => `T${at}`);
  one.write(file, workplan(Object.fromEntries(keys.map((key) => [key, "todo"]))));
  one.commit();
  await one.sync();
  const two = await secondDesk(one);
  await two.sync();
  const values = ["in_progress", "blocked", "done", "cancelled"];
  const edit = (desk: Desk, from: number) => {
    const tasks = keys.map((key, at) => [key, values[(at + from) % 4] ?? ""]);
    desk.write(file, workplan(Object.fromEntries(tasks)));
  };
  edit(one, 0);
  edit(two, 1);
  for (const [at, key] of keys.entries())
    one.sql("UPDATE tasks SET status = ? WHERE key = ?", values[(at + 2) % 4] ?? "", key);
  const outcomes = await Promise.all([inOwnProcess(one, 4), inOwnProcess(two, 4)]);
  expect(outcomes.flat()).not.toContain("failed");
  for (const desk of [one, two, one])
    expect((await desk.sync()).outcome).toMatch(/^(synced|nothing-to-do)$/);
  expect(one.read(file)).toBe(two.read(file));
  for (const [at, key] of keys.entries()) {
    const final = String(one.row(key)?.["status"]);
    expect(one.read(file)).toContain(`id: ${key}\nstatus: ${final}`);
    const rows = one.sql(
      "SELECT base, markdown, hub FROM conflicts WHERE task_id = ?",
      one.row(key)?.["id"] ?? "",
    );
    const kept = new Set([final, ...rows.flatMap((row) => Object.values(row))]);
    for (const from of [0, 1, 2]) expect(kept).toContain(values[(at + from) % 4]);
  }
});
