import { hostname } from "node:os";
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
    await hub.note(async (db) => {
      const at = new Date(ctx.clock.now().getTime() - ages(index)).toISOString();
      if (index % 10 !== 9) await stampRepo(db, id, { lastStateSyncedAt: at, lastPushedAt: at });
      for (let past = 1; past <= index % 14; past += 1)
        await db
          .insertInto("sync_log")
          .values(sync(id, ctx.clock.now(), past))
          .execute();
      for (const machine of [hostname(), "laptop"].slice(0, 1 + (index % 2)))
        await recordCheckouts(db, [
          { repoId: id, machine, path: `/code/${name}`, at, ...ends(index) },
        ]);
    });
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

const sync = (id: string, now: Date, past: number) => ({
  repo_id: id,
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
