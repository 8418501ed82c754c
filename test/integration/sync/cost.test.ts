import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countGit } from "../../helpers/count-git.ts";
import { commitFile, git } from "../../helpers/repository.ts";
import { makeWorld, type World } from "../../helpers/synced.ts";
import { until } from "../../helpers/until.ts";

/** Runs until git's configuration and the folders are old enough to be trusted from the ledger. */
async function settle(world: World, asked: () => string[]): Promise<void> {
  await until("the checkout is settled", async () => {
    await world.run("sweep");
    return asked().every((call) => !/^(config|ls-files) /.test(call));
  });
}

test("a sweep of an unchanged checkout starts one git process, which asks the remote", async () => {
  const world = await makeWorld();
  // As over any other transport: the remote cannot be looked at from here.
  git(world.home, world.work, "config", "remote.origin.uploadpack", "git-upload-pack");
  const asked = countGit(world.home);
  await settle(world, asked);
  expect((await world.run("sweep")).outcome).toBe("nothing-to-do");
  expect(asked().map((call) => call.split(" ")[0])).toEqual(["ls-remote"]);
});

test("where the remote is a folder of this machine, a sweep of an unchanged checkout starts no process", async () => {
  const world = await makeWorld();
  const asked = countGit(world.home);
  await settle(world, asked);
  expect((await world.run("sweep")).outcome).toBe("nothing-to-do");
  expect(asked()).toEqual([]);
});

test("a changed git configuration is read again", async () => {
  const world = await makeWorld();
  const asked = countGit(world.home);
  await settle(world, asked);
  const config = join(world.work, ".git/config");
  writeFileSync(config, `${readFileSync(config, "utf8")}[push]\n\tdefault = nothing\n`);
  utimesSync(config, new Date(), new Date());
  expect(await world.run("sweep")).toMatchObject({ outcome: "skipped", reason: "push-default" });
});

test("the first git that a commit's run starts is the push", async () => {
  const world = await makeWorld();
  const asked = countGit(world.home);
  await settle(world, asked);
  commitFile(world.home, world.work, "a.txt", "a\n");
  asked();
  expect((await world.run("commit")).outcome).toBe("synced");
  const calls = asked().map((call) => call.split(" ")[0]);
  expect(calls[0]).toBe("push");
});
