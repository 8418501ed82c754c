import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findTask } from "../../../src/actions/tasks/find-task.ts";
import { setTask } from "../../../src/actions/tasks/set-task.ts";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, git } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther, stepOf, type World } from "../../helpers/synced.ts";

const file = "TASKS.md";
const list = (first: string, second = "two") => `- [ ] T1: ${first}\n- [ ] T2: ${second}\n`;
const inFile = ({ work }: World) => readFileSync(join(work, file), "utf8");

const task = ({ ctx }: World, key: string) =>
  findTask(ctx, key, { repoIds: null, workstream: null });

async function rename(world: World, titles: Record<string, string>): Promise<void> {
  for (const [key, title] of Object.entries(titles)) {
    const { id } = await task(world, key);
    await setTask(world.ctx, id, { title });
  }
}

/** A world whose file holds the hub's title of T1, and no commit does. */
async function worldWithHubTitle(policy = "hub"): Promise<World> {
  const world = await makeWorld(`tasks:\n  policy: ${policy}\n`);
  commitFile(world.home, world.work, file, list("one"));
  await world.run("sweep");
  await rename(world, { T1: "from the hub" });
  await world.run("sweep");
  expect(inFile(world)).toBe(list("from the hub"));
  return world;
}

/** A run pulls what others have pushed over the file that holds the hub's values. */
async function pull(world: World): Promise<void> {
  expect(stepOf(await world.run("sweep"), "pull")).toMatchObject({ outcome: "synced" });
}

async function conflicts({ ctx }: World) {
  const hub = await ctx.hub();
  return hub.read((db) =>
    db.selectFrom("conflicts").select(["markdown", "hub", "chosen"]).execute(),
  );
}

test.each([
  ["took back", "one"],
  ["replaced", "mine"],
])("invariant 11: a hub's value that others committed and then %s is theirs", async (_, title) => {
  const world = await worldWithHubTitle();
  pushFromOther(world, file, list("from the hub"));
  pushFromOther(world, file, list(title));
  await pull(world);
  expect(inFile(world)).toBe(list(title));
  expect(await task(world, "T1")).toMatchObject({ title });
  expect(await conflicts(world)).toEqual([]);
});

test("invariant 11: so is the last of several that had been written", async () => {
  const world = await worldWithHubTitle();
  await rename(world, { T1: "later" });
  await world.run("sweep");
  pushFromOther(world, file, list("later"));
  pushFromOther(world, file, list("mine"));
  await pull(world);
  expect(inFile(world)).toBe(list("mine"));
  expect(await task(world, "T1")).toMatchObject({ title: "mine" });
});

test("invariant 11: what others committed without having seen the hub's value conflicts with it", async () => {
  const world = await worldWithHubTitle("markdown");
  pushFromOther(world, file, list("theirs"));
  await pull(world);
  expect(await conflicts(world)).toEqual([
    { markdown: "theirs", hub: "from the hub", chosen: "markdown" },
  ]);
});

test("invariant 11: so does what they committed having seen an earlier one", async () => {
  const world = await worldWithHubTitle("markdown");
  await rename(world, { T1: "later" });
  await world.run("sweep");
  pushFromOther(world, file, list("from the hub"));
  pushFromOther(world, file, list("theirs"));
  await pull(world);
  expect(await conflicts(world)).toEqual([
    { markdown: "theirs", hub: "later", chosen: "markdown" },
  ]);
});

test("invariant 11: so does what they committed beside another of the hub's values", async () => {
  const world = await worldWithHubTitle("markdown");
  await rename(world, { T1: "later", T2: "later too" });
  await world.run("sweep");
  expect(inFile(world)).toBe(list("later", "later too"));
  pushFromOther(world, file, list("later", "theirs"));
  await pull(world);
  expect(await conflicts(world)).toEqual([
    { markdown: "theirs", hub: "later too", chosen: "markdown" },
  ]);
  expect(inFile(world)).toBe(list("later", "theirs"));
});

test("a value that stays uncommitted over many pulls leaves no more in the journal than over one", async () => {
  const world = await worldWithHubTitle();
  for (let at = 1; at <= 5; at += 1) {
    pushFromOther(world, file, list("one", `two ${at}`));
    await pull(world);
    expect(inFile(world)).toBe(list("from the hub", `two ${at}`));
    expect(world.ctx.ledger().db.prepare("SELECT id FROM writes").all()).toHaveLength(1);
  }
});

test("a file that came back over an empty one is no write of ours, whose bytes have been let go", async () => {
  const world = await worldWithHubTitle();
  const written = inFile(world);
  git(world.home, world.work, "rm", "--quiet", "--force", file);
  git(world.home, world.work, "commit", "--quiet", "--message", "gone");
  await world.run("sweep");
  commitFile(world.home, world.work, file, "");
  writeFile(world.work, file, written);
  pushFromOther(world, "other.md", "news\n");
  await world.run("sweep");
  expect(inFile(world)).toBe(written);
});

/** The hub's title was written, taken back to what HEAD says, and that was written: the file is clean again. */
async function worldWithReturn(policy: string): Promise<World> {
  const world = await worldWithHubTitle(policy);
  await rename(world, { T1: "one" });
  await world.run("sweep");
  expect(inFile(world)).toBe(list("one"));
  return world;
}

test("a file whose value the hub took back and set anew stands in the way of no pull", async () => {
  const world = await worldWithReturn("hub");
  await rename(world, { T1: "again" });
  await world.run("sweep");
  expect(inFile(world)).toBe(list("again"));
  pushFromOther(world, file, list("one", "theirs"));
  await pull(world);
  expect(inFile(world)).toBe(list("again", "theirs"));
});

test("invariant 11: what others commit once the hub is back, and the file with it, is an edit, whatever the hub had said", async () => {
  const world = await worldWithReturn("ask");
  pushFromOther(world, file, list("from the hub"));
  await pull(world);
  expect(inFile(world)).toBe(list("from the hub"));
  expect(await task(world, "T1")).toMatchObject({ title: "from the hub" });
});

test("invariant 11: it conflicts with what the hub has gone back to where nobody was told here", async () => {
  const world = await makeWorld("tasks:\n  policy: ask\n");
  commitFile(world.home, world.work, file, list("one"));
  await world.run("sweep");
  await rename(world, { T1: "from the hub" });
  await rename(world, { T1: "one" });
  pushFromOther(world, file, list("from the hub"));
  // A question stands until somebody answers it.
  for (let run = 1; run <= 2; run += 1) {
    await world.run("sweep");
    expect(await conflicts(world)).toEqual([
      { markdown: "from the hub", hub: "one", chosen: null },
    ]);
  }
});

test.each(["markdown", "hub", "ask"])(
  "a colleague ticks, unticks and ticks again, and conflicts with nobody: policy %s",
  async (policy) => {
    const world = await makeWorld(`tasks:\n  policy: ${policy}\n`);
    const box = (mark: string) => `- [${mark}] T1: one\n`;
    commitFile(world.home, world.work, file, box(" "));
    await world.run("sweep");
    for (const mark of ["x", " ", "x"]) {
      pushFromOther(world, file, box(mark));
      await world.run("sweep");
      expect(await task(world, "T1")).toMatchObject({ status: mark === "x" ? "done" : "todo" });
    }
    expect(await conflicts(world)).toEqual([]);
  },
);

test("a file that a person has written, and the hub taken back and set anew, stands in the way of no pull", async () => {
  const world = await makeWorld();
  commitFile(world.home, world.work, file, list("one"));
  await world.run("sweep");
  writeFile(world.work, file, list("mine"));
  await world.run("sweep");
  for (const title of ["one", "again"]) {
    await rename(world, { T1: title });
    await world.run("sweep");
    expect(inFile(world)).toBe(list(title));
  }
  pushFromOther(world, file, list("one", "theirs"));
  await pull(world);
  expect(inFile(world)).toBe(list("again", "theirs"));
});

test("what others or a person here write anew over a value that the hub took back is an edit", async () => {
  const world = await worldWithReturn("ask");
  pushFromOther(world, file, list("theirs"));
  await pull(world);
  expect(await task(world, "T1")).toMatchObject({ title: "theirs" });
  const other = await worldWithReturn("ask");
  commitFile(other.home, other.work, file, list("from the hub"));
  await other.run("sweep");
  expect(await task(other, "T1")).toMatchObject({ title: "from the hub" });
  expect([await conflicts(world), await conflicts(other)]).toEqual([[], []]);
});
