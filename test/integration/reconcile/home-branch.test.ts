import { expect, test } from "vitest";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { listRepos } from "../../../src/hub/repos.ts";
import { countGit } from "../../helpers/count-git.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { contextOf } from "../../helpers/registered.ts";
import { git, makeRemote, makeRepository } from "../../helpers/repository.ts";

async function open(hasRemote: boolean) {
  const home = makeHome();
  const origin = makeRemote(home);
  const path = makeRepository(home, "work", hasRemote ? origin : null);
  const ctx = contextOf(home);
  const checkout = await register(ctx, path, { slug: null });
  const config = await ctx.config(path);
  const on = (branch: string | null) =>
    reconcile(ctx, checkout, config, { branch, listing: "fresh" });
  const recorded = async () => (await listRepos(await ctx.hub()))[0]?.default_branch;
  return { home, path, remote: origin, on, recorded };
}

test("the remote is asked once for its default branch, and the hub records the answer", async () => {
  const { home, path, on, recorded } = await open(true);
  expect(await recorded()).toBeNull();
  expect(await on("topic")).toMatchObject({ outcome: "skipped", detail: "off-branch" });
  expect(await recorded()).toBe("main");
  git(home, path, "remote", "set-url", "origin", "/nowhere");
  expect(await on("main")).toMatchObject({ outcome: "nothing-to-do" });
  expect(await on("topic")).toMatchObject({ outcome: "skipped" });
});

test("a remote that has branches and names none of them its default is asked once", async () => {
  const { home, remote, on, recorded } = await open(true);
  git(home, remote, "symbolic-ref", "HEAD", "refs/heads/nowhere");
  const asked = countGit(home);
  expect(await on("topic")).toMatchObject({ outcome: "nothing-to-do" });
  expect(asked().filter((call) => call.startsWith("ls-remote"))).toHaveLength(1);
  expect(await on("main")).toMatchObject({ outcome: "nothing-to-do" });
  expect(asked().filter((call) => call.startsWith("ls-remote"))).toEqual([]);
  expect(await recorded()).toBeNull();
});

test("a remote that is empty, or away, is asked again", async () => {
  const { home, path, remote, on } = await open(true);
  git(home, path, "remote", "set-url", "origin", "/nowhere");
  const asked = countGit(home);
  await on("main");
  git(home, path, "remote", "set-url", "origin", makeRemote(home, "empty.git"));
  await on("main");
  git(home, path, "remote", "set-url", "origin", remote);
  asked();
  expect(await on("topic")).toMatchObject({ outcome: "skipped", detail: "off-branch" });
  expect(asked().filter((call) => call.startsWith("ls-remote"))).toHaveLength(1);
});

test("the remote is asked by the user's own core.sshCommand", async () => {
  const { home, path, remote, on, recorded } = await open(true);
  const ssh = writeFile(
    home.path,
    "ssh",
    '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n',
    0o755,
  );
  git(home, path, "remote", "set-url", "origin", `ssh://git@forge.invalid${remote}`);
  git(home, path, "config", "core.sshCommand", ssh);
  git(home, path, "config", "ssh.variant", "simple");
  expect(await on("main")).toMatchObject({ outcome: "nothing-to-do" });
  expect(await recorded()).toBe("main");
});

test("without a remote the branch that is checked out counts, and a detached HEAD never", async () => {
  const { on, recorded } = await open(false);
  expect(await on("whatever")).toMatchObject({ outcome: "nothing-to-do" });
  expect(await on(null)).toMatchObject({ outcome: "skipped", detail: "off-branch" });
  expect(await recorded()).toBeNull();
});
