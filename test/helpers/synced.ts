import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Context } from "../../src/actions/context.ts";
import { register } from "../../src/actions/registry/register.ts";
import { runOnce } from "../../src/actions/sync/run-once.ts";
import type { RunRecord, StepRecord, Trigger } from "../../src/core/outcome.ts";
import type { Checkout } from "../../src/ledger/checkouts.ts";
import { makeHome, type Home } from "./home.ts";
import { contextOf, current } from "./registered.ts";
import type { RemoteServer, Transport } from "./remotes.ts";
import { cloneRemote, commitFile, git, makeRemote, makeRepository } from "./repository.ts";

/** A registered checkout with a remote, and a second person's clone of it. */
export type World = {
  home: Home;
  remote: string;
  work: string;
  other: string;
  ctx: Context;
  checkout: Checkout;
  run: (trigger: Trigger) => Promise<RunRecord>;
};

/** Makes the world, its remote a plain path; `config` is the text of the user's config.yaml. */
export async function makeWorld(config = ""): Promise<World> {
  const home = makeHome();
  const remote = makeRemote(home);
  return buildWorld(home, remote, remote, config);
}

/** A world whose checkout reaches its remote over the given transport. */
export async function makeWorldOver(
  transport: Transport,
  config: string,
): Promise<World & { server: RemoteServer }> {
  const home = makeHome();
  const remote = makeRemote(home);
  const server = await transport.start(home);
  return { ...(await buildWorld(home, remote, server.url(remote), config)), server };
}

async function buildWorld(home: Home, remote: string, url: string, config: string): Promise<World> {
  const work = makeRepository(home, "work", remote);
  if (url !== remote) git(home, work, "remote", "set-url", "origin", url);
  const other = cloneRemote(home, remote, "other");
  const ctx = contextOf(home, config);
  const checkout = await register(ctx, work, { slug: "work" });
  const run = (trigger: Trigger) =>
    runOnce(ctx, current(ctx, checkout), { triggers: [trigger], gitPid: null });
  return { home, remote, work, other, ctx, checkout, run };
}

/** The second person commits a file and pushes it; gives the commit. */
export function pushFromOther(world: World, name: string, text: string): string {
  const { home, other } = world;
  git(home, other, "pull", "-q", "--rebase");
  const commit = commitFile(home, other, name, text);
  git(home, other, "push", "-q");
  return commit;
}

export function stepOf(record: RunRecord, name: string): StepRecord | null {
  return record.steps.find((step) => step.name === name) ?? null;
}

/** The user's checkout is whole: on its branch, clean, without a lock, an operation or a foreign worktree. */
export function expectWhole({ home, work }: World, branch = "main"): void {
  expect(git(home, work, "symbolic-ref", "HEAD")).toBe(`refs/heads/${branch}`);
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(git(home, work, "worktree", "list", "--porcelain").match(/^worktree /gm)).toHaveLength(1);
  git(home, work, "fsck", "--no-dangling");
}

/** Lets a server-side hook refuse every push with these words. */
export function refusePushes(remote: string, words: string): void {
  const hook = join(remote, "hooks", "pre-receive");
  appendFileSync(hook, `#!/bin/sh\necho '${words}' >&2\nexit 1\n`, { mode: 0o755 });
}
