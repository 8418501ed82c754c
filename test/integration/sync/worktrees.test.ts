import { join } from "node:path";
import { expect, test } from "vitest";
import { register } from "../../../src/actions/registry/register.ts";
import { runOnce } from "../../../src/actions/sync/run-once.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther } from "../../helpers/synced.ts";

test("worktrees of one repository sync at once without getting in each other's way", async () => {
  const world = await makeWorld();
  const { home, work, remote, other, ctx, checkout } = world;
  const names = ["one", "two", "three"];
  const linked = [];
  for (const name of names) {
    git(home, work, "worktree", "add", "-q", "-b", name, `../${name}`);
    const path = join(home.path, name);
    git(home, path, "push", "-q", "-u", "origin", name);
    linked.push(await register(ctx, path, { slug: null }));
  }
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    pushFromOther(world, `theirs-${round}.txt`, "theirs\n");
    for (const name of names) {
      git(home, other, "fetch", "-q");
      git(home, other, "switch", "-q", "-C", name, `origin/${name}`);
      commitFile(home, other, `${name}-theirs-${round}.txt`, "theirs\n");
      git(home, other, "push", "-q", "origin", name);
      commitFile(home, join(home.path, name), `${name}-${round}.txt`, "ours\n");
    }
    git(home, other, "switch", "-q", "main");
    const all = [checkout, ...linked];
    const records = await Promise.all(
      all.map((one) => runOnce(ctx, one, { triggers: ["sweep"], gitPid: null })),
    );
    expect(records.map(({ outcome }) => outcome)).toEqual(all.map(() => "synced"));
  }
  for (const name of names) {
    const path = join(home.path, name);
    expect(refOf(home, remote, name)).toBe(refOf(home, path, "HEAD"));
    expect(git(home, path, "symbolic-ref", "HEAD")).toBe(`refs/heads/${name}`);
    expect(git(home, path, "status", "--porcelain")).toBe("");
  }
  expect(git(home, work, "worktree", "list", "--porcelain").match(/^worktree /gm)).toHaveLength(4);
});
