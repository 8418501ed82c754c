import { hostname } from "node:os";
import sql from "sql-template-tag";
import type { Context } from "../../src/actions/context.ts";
import { assignRepo } from "../../src/hub/assign-repo.ts";
import { recordCheckouts, stampRepo } from "../../src/hub/stamps.ts";

const hour = 3_600_000;

/** Repositories r000, r001, … on two machines, of every age and outcome, straight in the hub. */
export async function addManyRepos(ctx: Context, count: number): Promise<void> {
  const hub = await ctx.hub();
  for (let index = 0; index < count; index += 1) {
    const name = `r${String(index).padStart(3, "0")}`;
    const { id } = await assignRepo(hub, identity(name));
    const now = ctx.clock.now();
    const at = new Date(now.getTime() - ages(index)).toISOString();
    const synced = index % 10 === 9 ? {} : { lastStateSyncedAt: at, lastPushedAt: at };
    const past = Array.from({ length: index % 14 }, (_, before) => sync(now, before + 1));
    const machines = [hostname(), "laptop"].slice(0, 1 + (index % 2));
    await hub.note([
      ...stampRepo(id, synced),
      ...past.map(
        ({ direction, items, at: then }) =>
          sql`INSERT INTO sync_log (repo_id, direction, items, at) VALUES (${id}, ${direction}, ${items}, ${then})`,
      ),
      ...recordCheckouts(
        machines.map((machine) => ({
          repoId: id,
          machine,
          path: `/code/${name}`,
          at,
          ...ends(index),
        })),
      ),
    ]);
  }
}

/** From a minute to some days. */
const ages = (index: number) => ([0.02, 0.5, 3, 20, 30, 80][index % 6] ?? 0) * hour;

function ends(index: number) {
  if (index % 17 === 3)
    return { outcome: "auth", reason: "auth", detail: "auth: the remote refused the credentials" };
  if (index % 23 === 5)
    return { outcome: "offline", reason: "network", detail: "network: no answer from git.example" };
  return { outcome: "synced", reason: null, detail: null };
}

const sync = (now: Date, past: number) => ({
  direction: past % 4 === 0 ? "none" : "to-hub",
  items: past % 5,
  at: new Date(now.getTime() - past * hour).toISOString(),
});

const identity = (name: string) => ({
  remoteKey: `git.example/ada/${name}`,
  localKey: `machine:/code/${name}/.git`,
  folder: name,
  owner: "ada",
  name,
  slug: null,
  defaultBranch: "main",
});
