import { describe, expect, test } from "vitest";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, type Desk } from "../../helpers/tasks.ts";

const file = "TASKS.md";
const list = (first: string, second = "two") => `- [ ] T1: ${first}\n- [ ] T2: ${second}\n`;
const inGit = (desk: Desk, ...args: string[]) => git(desk.home, desk.checkout.path, ...args);

/** Switches to a branch that syncs both ways, and syncs there. */
async function syncOn(desk: Desk, branch: string): Promise<void> {
  inGit(desk, "switch", "--quiet", branch);
  const config = await desk.ctx.config(desk.checkout.path);
  const record = await reconcile(desk.ctx, desk.checkout, config, { branch, listing: "fresh" });
  expect(["synced", "nothing-to-do"]).toContain(record.outcome);
}

const renameInHub = (desk: Desk, title: string) =>
  desk.sql("UPDATE tasks SET title = ? WHERE key = 'T1'", title);

/** Its file holds a title that came from the hub on main, and no commit holds it yet. */
async function deskOfTwoBranches(known: readonly string[]): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: hub\n  branches: [main, dev]\n");
  desk.write(file, list("one"));
  desk.commit();
  inGit(desk, "branch", "dev");
  for (const branch of [...known, "main"]) await syncOn(desk, branch);
  renameInHub(desk, "from the hub");
  await syncOn(desk, "main");
  expect(desk.read(file)).toBe(list("from the hub"));
  return desk;
}

function expectTitle(desk: Desk, title: string): void {
  expect(desk.row("T1")).toMatchObject({ title });
  expect(desk.read(file)).toBe(list(title));
}

describe("invariant 14: an undone write is nobody's edit on a branch that the file was taken along to", () => {
  test.each<[string, string[]]>([
    ["that was synced before", ["dev"]],
    ["that is new", []],
  ])("%s", async (_, known) => {
    const desk = await deskOfTwoBranches(known);
    await syncOn(desk, "dev");
    inGit(desk, "restore", file);
    await syncOn(desk, "dev");
    expectTitle(desk, "from the hub");
  });

  test("and back from, where the hub's next value was written there", async () => {
    const desk = await deskOfTwoBranches(["dev"]);
    await syncOn(desk, "dev");
    renameInHub(desk, "later");
    await syncOn(desk, "dev");
    await syncOn(desk, "main");
    inGit(desk, "restore", file);
    await syncOn(desk, "main");
    expectTitle(desk, "later");
  });
});

test("invariant 11: what a person writes over a value that was committed there is theirs on both branches", async () => {
  const desk = await deskOfTwoBranches(["dev"]);
  await syncOn(desk, "dev");
  desk.commit("take the hub's title");
  desk.write(file, list("mine"));
  await syncOn(desk, "dev");
  expectTitle(desk, "mine");
  desk.commit("mine");
  await syncOn(desk, "main");
  expectTitle(desk, "mine");
});
