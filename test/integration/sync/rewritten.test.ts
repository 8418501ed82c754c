import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther, stepOf, type World } from "../../helpers/synced.ts";

/** A commit that this checkout has pushed. */
async function makePushed(config = ""): Promise<World & { pushed: string }> {
  const world = await makeWorld(config);
  const pushed = commitFile(world.home, world.work, "a.txt", "a\n");
  expect((await world.run("commit")).outcome).toBe("synced");
  return { ...world, pushed };
}

const rewrites: [string, (world: World) => void][] = [
  ["amended", ({ home, work }) => git(home, work, "commit", "-q", "--amend", "-m", "better")],
  ["reset away", ({ home, work }) => git(home, work, "reset", "-q", "--hard", "HEAD~1")],
  [
    "reset away and followed by another commit",
    ({ home, work }) => {
      git(home, work, "reset", "-q", "--hard", "HEAD~1");
      commitFile(home, work, "b.txt", "b\n");
    },
  ],
  [
    "squashed by a rebase of the user's own",
    ({ home, work }) => {
      commitFile(home, work, "b.txt", "b\n");
      git(home, work, "reset", "-q", "--soft", "HEAD~2");
      git(home, work, "commit", "-qm", "both");
    },
  ],
];

test.each(rewrites)("a pushed commit that was %s is left to the user", async (_what, rewrite) => {
  const world = await makePushed();
  const { home, work, remote, pushed } = world;
  rewrite(world);
  const head = refOf(home, work, "HEAD");
  for (const trigger of ["rewrite", "sweep"] as const) {
    const record = await world.run(trigger);
    expect(record).toMatchObject({ outcome: "diverged", reason: "rewritten" });
    expect(record.steps[0]?.detail).toContain(`git push --force-with-lease=main:${pushed}`);
  }
  expect(refOf(home, work, "HEAD")).toBe(head);
  expect(refOf(home, remote, "main")).toBe(pushed);
});

test("the command that the report gives publishes the rewritten history", async () => {
  const world = await makePushed();
  const { home, work, remote } = world;
  git(home, work, "commit", "-q", "--amend", "-m", "better");
  const detail = stepOf(await world.run("rewrite"), "push")?.detail ?? "";
  execFileSync("sh", ["-c", detail.slice(detail.indexOf("git push"))], {
    cwd: work,
    env: home.env,
  });
  expect(refOf(home, remote, "main")).toBe(refOf(home, work, "HEAD"));
  expect((await world.run("sweep")).outcome).toBe("nothing-to-do");
});

test("without a reflog, what this checkout itself pushed is still known to be rewritten", async () => {
  const world = await makePushed();
  const { home, work } = world;
  git(home, work, "config", "core.logAllRefUpdates", "false");
  git(home, work, "commit", "-q", "--amend", "-m", "better");
  git(home, work, "reflog", "expire", "--expire=now", "--all");
  expect(await world.run("sweep")).toMatchObject({ outcome: "diverged", reason: "rewritten" });
});

const lease = "push:\n  rewritten: lease\n";

test("push.rewritten: lease publishes an amend over what this checkout pushed", async () => {
  const world = await makePushed(lease);
  const { home, work, remote } = world;
  git(home, work, "commit", "-q", "--amend", "-m", "better");
  expect((await world.run("rewrite")).outcome).toBe("synced");
  expect(refOf(home, remote, "main")).toBe(refOf(home, work, "HEAD"));
});

test("push.rewritten: lease never replaces somebody else's commit", async () => {
  const world = await makePushed(lease);
  const { home, work, remote } = world;
  const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
  git(home, work, "commit", "-q", "--amend", "-m", "better");
  const record = await world.run("rewrite");
  expect(record).toMatchObject({ outcome: "diverged", reason: "rewritten" });
  expect(refOf(home, remote, "main")).toBe(theirs);
});

test("push.rewritten: lease does not replace a commit that the user pushed by hand", async () => {
  const world = await makeWorld(lease);
  const { home, work, remote } = world;
  const pushed = commitFile(home, work, "a.txt", "a\n");
  git(home, work, "push", "-q");
  git(home, work, "commit", "-q", "--amend", "-m", "better");
  expect(await world.run("rewrite")).toMatchObject({ outcome: "diverged" });
  expect(refOf(home, remote, "main")).toBe(pushed);
});
