import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { commitFile, makeRemote, makeRepository } from "../helpers/repository.ts";
import { workplan } from "../helpers/tasks.ts";

const file = "workplans/login.md";

/** A synced checkout whose T1 and T2 then change differently on both sides. */
async function conflicted(): Promise<{ home: Home; work: string }> {
  const home = makeHome();
  writeFile(home.path, ".config/sync-hooks/config.yaml", "tasks:\n  policy: ask\n");
  const work = makeRepository(home, "app", makeRemote(home));
  commitFile(home, work, file, workplan({ T1: "todo", T2: "todo" }));
  await syncHooks(home, ["add", work]);
  await syncHooks(home, ["sync"], { cwd: work });
  for (const key of ["T1", "T2"]) {
    const set = await syncHooks(home, ["task", "set", key, "--status", "done"], { cwd: work });
    expect(set).toMatchObject({ status: 0, stderr: "" });
  }
  writeFile(work, file, workplan({ T1: "blocked", T2: "cancelled" }));
  expect((await syncHooks(home, ["sync"], { cwd: work })).status).toBe(1);
  return { home, work };
}

type Listed = { conflicts: { id: string; key: string; markdown: string; hub: string }[] };

test("conflicts shows both values, and resolve brings both sides to the one that is taken", async () => {
  const { home, work } = await conflicted();
  const shown = await syncHooks(home, ["conflicts"], { cwd: work });
  expect(shown.stdout).toMatch(/^workplans\/login\.md {2}app {2}.*:.*\/app\n/);
  expect(shown.stdout).toMatch(/\n[0-9a-f]{8} +10 {2}T1 +status {2}todo +blocked +done\n/);
  expect(shown.stdout).toMatch(/→ sync-hooks conflicts resolve [0-9a-f]{8} --take markdown/);
  const { stdout } = await syncHooks(home, ["conflicts", "--json"], { cwd: work });
  const { conflicts } = JSON.parse(stdout) as Listed;
  expect(conflicts).toMatchObject([
    { key: "T1", markdown: "blocked", hub: "done" },
    { key: "T2", markdown: "cancelled", hub: "done" },
  ]);
  const id = (conflicts[0]?.id ?? "").slice(0, 8);
  const resolve = ["conflicts", "resolve", id, "--take", "markdown"];
  const resolved = await syncHooks(home, resolve, { cwd: work });
  expect(resolved).toMatchObject({ status: 0, stderr: "" });
  expect(resolved.stdout).toBe(`✔ ${file}  T1 status: blocked (markdown)\n`);
  const rest = ["conflicts", "resolve", "--file", file, "--take", "hub", "--json"];
  const both = await syncHooks(home, rest, { cwd: work });
  expect(JSON.parse(both.stdout)).toMatchObject({
    conflicts: [{ key: "T2", chosen: "hub", state: "resolved" }],
  });
  const tasks = await syncHooks(home, ["tasks", "--json"], { cwd: work });
  expect(JSON.parse(tasks.stdout)).toMatchObject({
    tasks: [
      { key: "T1", status: "blocked" },
      { key: "T2", status: "done" },
    ],
    workstreams: [{ key: "WP-1", total: 2, closed: 1 }],
    next: null,
  });
  expect((await syncHooks(home, ["sync"], { cwd: work })).status).toBe(0);
  expect((await syncHooks(home, ["conflicts"], { cwd: work })).stdout).toBe(
    "nothing waits for a decision\n",
  );
});

test("a wrong side, an unknown id and a task that nobody knows end with 64 and a mend", async () => {
  const { home, work } = await conflicted();
  for (const [args, words] of [
    [["conflicts", "resolve", "abcd1234"], "--take markdown or --take hub"],
    [["conflicts", "resolve", "abcd1234", "--take", "hub"], "no conflict has the id abcd1234"],
    [["conflicts", "resolve", "--file", "none.md", "--take", "hub"], "no conflict is open in"],
    [["task", "set", "T1", "--status", "dnoe"], "did you mean done?"],
    [["task", "show", "T9"], "the hub knows no task T9"],
    [["tasks", "--status", "sometimes"], '"sometimes" is no status'],
  ] as const) {
    const { status, stdout, stderr } = await syncHooks(home, [...args], { cwd: work });
    expect([status, stdout]).toEqual([64, ""]);
    expect(stderr).toContain(words);
  }
});
