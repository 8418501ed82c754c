import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Hub } from "../../src/hub/hub.ts";
import { openHub } from "../../src/hub/open.ts";
import { assignRepo, type RepoIdentity } from "../../src/hub/assign-repo.ts";
import { makeHome } from "./home.ts";

/** A new SQLite hub in a home of its own, closed when the test ends. */
export async function makeHub(): Promise<{ hub: Hub; path: string }> {
  const path = join(makeHome().path, "data", "hub.db");
  return { path, hub: await reopenHub(path) };
}

export async function reopenHub(path: string): Promise<Hub> {
  const hub = await openHub(`sqlite:${path}`);
  onTestFinished(() => hub.close());
  return hub;
}

/** What a repository is known by, with the given parts changed. */
export const identity = (change: Partial<RepoIdentity> = {}): RepoIdentity => ({
  remoteKey: "git.example/ada/app",
  localKey: "machine:/code/app/.git",
  folder: "app",
  owner: "ada",
  name: "app",
  slug: null,
  defaultBranch: "main",
  ...change,
});

export const addTestRepo = (hub: Hub) => assignRepo(hub, identity());
