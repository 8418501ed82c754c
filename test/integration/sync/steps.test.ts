import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { latestRuns } from "../../../src/ledger/runs.ts";
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

test("a step knows the branch and the commit that the run left", async () => {
  const world = await makeWorld(
    `steps:\n  - { name: note, run: 'echo "$SYNC_HOOKS_BRANCH $SYNC_HOOKS_HEAD" >../noted' }\n`,
  );
  const head = commitFile(world.home, world.work, "a.txt", "a\n");
  await world.run("commit");
  expect(readFileSync(join(world.home.path, "noted"), "utf8")).toBe(`main ${head}\n`);
});

test("what a step prints is kept in the record and the log, its end alone, and without credentials", async () => {
  const world = await makeWorld(`steps:
  - name: loud
    run: seq 1 100000; echo fetched https://ada:secret@git.example/app >&2
`);
  const loud = stepOf(await world.run("sweep"), "loud");
  const lines = loud?.output?.split("\n") ?? [];
  expect(lines.at(-1)).toBe("fetched https://***@git.example/app");
  expect(lines).toContain("100000");
  expect(lines.length).toBeLessThanOrEqual(40);
  const { logs } = world.ctx.directories;
  const logged = readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8"));
  expect(logged.join("")).toContain("[INFO] [work] loud | fetched https://***@git.example/app");
  expect(logged.join("")).not.toContain("secret");
  const [kept] = latestRuns(world.ctx.ledger(), world.checkout.id, 1);
  expect(kept && stepOf(kept, "loud")?.output).toBe(loud?.output);
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
  - { name: watched, run: "true", on: [watch] }
  - { name: machine, run: "true", scope: machine }
`);
  expect((await world.run("commit")).steps.map(({ name }) => name)).not.toContain("swept");
  const swept = (await world.run("sweep")).steps.map(({ name }) => name);
  expect(swept).toContain("swept");
  expect(swept).not.toContain("machine");
  expect(stepOf(await world.run("merge"), "merged")?.outcome).toBe("synced");
  expect(stepOf(await world.run("watch"), "watched")?.outcome).toBe("synced");
  expect(stepOf(await world.run("sweep"), "watched")).toBeNull();
});

test("a repository's own steps do not run", async () => {
  const world = await makeWorld();
  writeFile(world.work, ".sync-hooksrc.yaml", "steps:\n  - name: theirs\n    run: touch ran\n");
  await world.run("sweep");
  expect(existsSync(join(world.work, "ran"))).toBe(false);
});
