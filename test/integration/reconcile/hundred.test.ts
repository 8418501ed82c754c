import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../../../src/system/run.ts";
import { makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";
const keys = ["T1", "T2", "T3", "T4"];
const people = ["a", "b", "c", "d", "e"];
const rounds = 20;

type Edit = { key: string; from: string; to: string; outcome: string };

const worker = fileURLToPath(new URL("../../helpers/editing-worker.ts", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));

async function editInOwnProcess(desk: Desk, name: string): Promise<Edit[]> {
  const args = ["--import", "tsx", worker, desk.checkout.path, name, String(rounds)];
  const ended = await run(process.execPath, args, {
    cwd: root,
    env: desk.home.env,
    timeoutMs: 160_000,
  });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Edit);
}

/** The titles in a plan, by task. */
const titlesIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^## (.+)\n\n```task\nid: (\w+)$/gm)].map(([, title, key]) => [key, title]),
  );

test(
  "invariant 11: a hundred concurrent reconciles of five checkouts end as some order of them would, every lost title in a conflict row",
  { timeout: 180_000 },
  async () => {
    const first = await makeDesk();
    first.write(file, workplan(Object.fromEntries(keys.map((key) => [key, "todo"]))));
    first.commit();
    await first.sync();
    const desks = [first];
    for (const name of people.slice(1)) desks.push(await secondDesk(first, `clone-${name}`));
    for (const desk of desks.slice(1)) await desk.sync();
    const edits = (
      await Promise.all(desks.map((desk, at) => editInOwnProcess(desk, people[at] ?? "")))
    ).flat();
    expect(edits).toHaveLength(people.length * rounds);
    expect(edits.filter(({ outcome }) => outcome === "failed")).toEqual([]);

    // Quiet: whoever was overtaken looks once more, and then nobody has anything left to do.
    for (let round = 0; round < 2; round += 1) for (const desk of desks) await desk.sync();
    for (const desk of desks) expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    const final = titlesIn(first.read(file));
    for (const desk of desks) expect(titlesIn(desk.read(file))).toEqual(final);
    for (const key of keys) expect(first.row(key)).toMatchObject({ title: final[key] });

    const rows = first.sql(
      "SELECT tasks.key, base, markdown, conflicts.hub FROM conflicts JOIN tasks ON tasks.id = task_id WHERE field = 'title'",
    );
    const inConflicts = new Set(
      rows.flatMap(({ key, ...values }) => Object.values(values).map((value) => `${key} ${value}`)),
    );
    // In a serial order a title ends in the result, is replaced by somebody who saw it, or loses a conflict.
    const replaced = new Set(edits.map(({ key, from }) => `${key} ${from}`));
    const lost = edits
      .map(({ key, to }) => ({ key, to, name: `${key} ${to}` }))
      .filter(({ key, to, name }) => final[key] !== to && !replaced.has(name))
      .filter(({ name }) => !inConflicts.has(name));
    expect(lost).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  },
);
