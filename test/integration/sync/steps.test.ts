import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFile } from "../../helpers/home.ts";
import { commitFile } from "../../helpers/repository.ts";
import { makeWorld, stepOf } from "../../helpers/synced.ts";

test("the user's steps run in order, in the checkout, with the outcome in their environment", async () => {
  const world = await makeWorld(`steps:
  - name: first
    run: printf '%s\\n' "$SYNC_HOOKS_TRIGGER $SYNC_HOOKS_OUTCOME $SYNC_HOOKS_SLUG mark=$SYNC_HOOKS_WORKING_ON" >>out
  - name: second
    run: pwd >>out
`);
  commitFile(world.home, world.work, ".gitignore", "out\n");
  const record = await world.run("commit");
  expect(record.outcome).toBe("synced");
  expect(record.steps.slice(-2).map(({ name }) => name)).toEqual(["first", "second"]);
  const lines = readFileSync(join(world.work, "out"), "utf8");
  expect(lines).toBe(`commit synced work mark=\n${world.work}\n`);
});

test("a failing step fails the run, with its words, and not its siblings", async () => {
  const world = await makeWorld(`steps:
  - name: broken
    run: echo no such luck >&2; exit 3
  - name: sibling
    run: touch ../sibling
`);
  const record = await world.run("sweep");
  expect(record).toMatchObject({ outcome: "failed", reason: "step" });
  expect(stepOf(record, "broken")?.detail).toContain("no such luck");
  expect(existsSync(join(world.home.path, "sibling"))).toBe(true);
});

test("a step past its timeout is killed with everything that it started", async () => {
  const world = await makeWorld(`steps:
  - name: slow
    run: sh -c 'sleep 2; touch ../late' & wait
    timeout: 300ms
`);
  const record = await world.run("sweep");
  expect(record).toMatchObject({ outcome: "failed", reason: "timeout" });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(existsSync(join(world.home.path, "late"))).toBe(false);
});

test("a step runs only on the events it names, and a machine step in no checkout's run", async () => {
  const world = await makeWorld(`steps:
  - { name: swept, run: "true", on: [sweep] }
  - { name: merged, run: "true", on: [merge] }
  - { name: machine, run: "true", scope: machine }
`);
  expect((await world.run("commit")).steps.map(({ name }) => name)).not.toContain("swept");
  const swept = (await world.run("sweep")).steps.map(({ name }) => name);
  expect(swept).toContain("swept");
  expect(swept).not.toContain("machine");
  expect(stepOf(await world.run("merge"), "merged")?.outcome).toBe("synced");
});

test("a repository's own steps do not run", async () => {
  const world = await makeWorld();
  writeFile(world.work, ".sync-hooksrc.yaml", "steps:\n  - name: theirs\n    run: touch ran\n");
  await world.run("sweep");
  expect(existsSync(join(world.work, "ran"))).toBe(false);
});
