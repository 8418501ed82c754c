import { SyncError, toSyncError } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import type { Config } from "../../config/schema.ts";
import type { ForgeRepo } from "../../forge/forge.ts";
import { listForge } from "../../forge/list-forge.ts";
import {
  readForgeRepos,
  saveForgeList,
  saveForgeProblem,
  type ListedForgeRepo,
} from "../../hub/forge-repos.ts";
import type { Hub } from "../../hub/hub.ts";
import type { Context } from "../context.ts";
import { forges, type Forge } from "./forge-accounts.ts";
import { listedKeys } from "./listed-keys.ts";

/** What became of one forge; a failed one keeps its last list and stops no other. */
export type Refreshed = { forge: string; error: SyncError | null };

/**
 * Asks the forges for their repositories, all at once, and keeps the lists in the hub. Throws only where there is
 * no hub or no config to begin with.
 */
export async function refreshForges(ctx: Context, wanted: readonly Forge[]): Promise<Refreshed[]> {
  const hub = await ctx.hub();
  const config = await ctx.config(null);
  return Promise.all(wanted.map((forge) => refresh(ctx, hub, config, forge)));
}

async function refresh(ctx: Context, hub: Hub, config: Config, forge: Forge): Promise<Refreshed> {
  const { name, kind, url } = forge;
  const at = () => ctx.clock.now().toISOString();
  try {
    const known = await knownIds(hub, name);
    const { repos, missing } = await listForge(await forge.account(), config.network, known);
    const rows = repos.map((repo) => toRow(repo, listedKeys(url, repo, config.host_aliases)));
    await hub.write((db) => saveForgeList(db, { name, kind, url, missing }, rows, at()));
    return { forge: name, error: null };
  } catch (thrown) {
    const error = toSyncError(thrown);
    if (error.code === "store") throw error;
    const problem = { problem_code: error.code, problem: redact(error.message) };
    await hub.write((db) => saveForgeProblem(db, { name, kind, url, ...problem }, at()));
    ctx.log.write("WARN", "inventory", redact(error.message));
    return { forge: name, error };
  }
}

async function knownIds(hub: Hub, forge: string): Promise<Map<string, string>> {
  const rows = await hub.read((db) => readForgeRepos(db));
  return new Map(
    rows.filter((row) => row.forge === forge).map((row) => [row.forge_id, row.full_name]),
  );
}

const flag = (is: boolean) => (is ? 1 : 0);

const toRow = (repo: ForgeRepo, keys: readonly string[]): ListedForgeRepo => ({
  forge_id: repo.id,
  full_name: repo.fullName,
  keys: JSON.stringify(keys),
  clone_url: repo.cloneUrl,
  ssh_url: repo.sshUrl,
  web_url: repo.webUrl,
  default_branch: repo.defaultBranch,
  archived: flag(repo.archived),
  empty: flag(repo.empty),
  mirror: flag(repo.mirror),
  fork: flag(repo.fork),
  private: flag(repo.private),
  pushed_at: repo.pushedAt,
});

/** The forges to ask: the named one, or all. Throws `usage` where there is none of that name. */
export async function chooseForges(ctx: Context, name: string | null): Promise<Forge[]> {
  const all = await forges(ctx);
  if (name === null) return all;
  const chosen = all.filter((forge) => forge.name === name);
  if (chosen.length > 0) return chosen;
  const names = all.map((forge) => forge.name).join(", ");
  throw new SyncError("usage", `there is no forge ${name}`, {
    hint: names === "" ? noForge : `the forges are: ${names}`,
  });
}

/** How a forge gets known. */
const noForge =
  "name one in config.yaml: forges: [{ kind: gitea, url: https://git.example.org, token: { env: GITEA_TOKEN } }], or set GITEA_URL and GITEA_TOKEN";
