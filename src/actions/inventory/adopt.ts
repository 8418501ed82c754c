import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { cloneUrl, folderName, planAdoptAll } from "../../core/inventory/adopt-plan.ts";
import { clone } from "../../git/clone.ts";
import { inspect } from "../../git/inspect.ts";
import { remoteKeys } from "../../git/remote-keys.ts";
import type { ForgeRepoRow } from "../../hub/schema.ts";
import { listCheckouts } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { install, type InstallReport } from "../install/install.ts";
import { register } from "../registry/register.ts";
import { requireListed, unregisteredRepos } from "./listed-repos.ts";

/** What became of one repository; a failed one stops no other. */
export type Adoption =
  | { state: "adopted"; fullName: string; how: "cloned" | "found"; report: InstallReport }
  | { state: "skipped"; fullName: string; why: string }
  | { state: "failed"; fullName: string; path: string; error: SyncError };

/**
 * Clones a listed repository below `folder`, registers the clone and installs its hooks. A clone of it that stands
 * there already is taken as it is. Throws `usage` where no list has it, or something else stands in its place.
 */
export async function adopt(ctx: Context, fullName: string, folder: string): Promise<Adoption> {
  const repo = await requireListed(ctx, fullName);
  const name = folderName(repo.full_name);
  if (name === null)
    throw new SyncError("usage", `no folder can have the name of ${repo.full_name}`, {
      hint: "clone it yourself, then run: sync-hooks install PATH",
    });
  return adoptInto(ctx, repo, { parent: resolve(ctx.cwd, folder), folder: name });
}

/** What a watcher is told while all are adopted. */
export type AdoptWatch = (event: { done: number; total: number; fullName: string }) => void;

/**
 * Adopts every unregistered repository, one after the other; archived and empty ones are passed over. What fails
 * is told and stops no other; run again, it takes up what is missing.
 */
export async function adoptAll(
  ctx: Context,
  options: { forge: string | null; folder: string; watch: AdoptWatch },
): Promise<Adoption[]> {
  const parent = resolve(ctx.cwd, options.folder);
  const plan = planAdoptAll(await unregisteredRepos(ctx, options.forge));
  const results: Adoption[] = plan.skip.map(({ repo, why }) => ({
    state: "skipped",
    fullName: repo.full_name,
    why,
  }));
  for (const [done, { repo, folder }] of plan.clone.entries()) {
    const fullName = repo.full_name;
    options.watch({ done, total: plan.clone.length, fullName });
    try {
      results.push(await adoptInto(ctx, repo, { parent, folder }));
    } catch (thrown) {
      const error = thrown instanceof SyncError ? thrown : toInternal(thrown);
      if (error.code === "config" || error.code === "store") throw error;
      results.push({ state: "failed", fullName, path: join(parent, folder), error });
    }
  }
  return results;
}

const toInternal = (thrown: unknown) =>
  new SyncError("internal", String(thrown), { cause: thrown });

async function adoptInto(
  ctx: Context,
  repo: ForgeRepoRow,
  to: { parent: string; folder: string },
): Promise<Adoption> {
  const path = join(to.parent, to.folder);
  const isThere = existsSync(path) && (await isCloneOf(ctx, path, repo));
  if (!isThere) {
    const url = cloneUrl(repo, await usualWay(ctx, repo));
    if (url === null)
      throw new SyncError(
        "forge",
        `the forge ${repo.forge} gives no URL to clone ${repo.full_name} by`,
        {
          hint: "clone it yourself, then run: sync-hooks install PATH",
        },
      );
    await clone(url, to, ctx);
  }
  const checkout = await register(ctx, path, { slug: null });
  const report = await install(ctx, checkout, { mode: "apply", force: "refuse" });
  return { state: "adopted", fullName: repo.full_name, how: isThere ? "found" : "cloned", report };
}

async function isCloneOf(ctx: Context, path: string, repo: ForgeRepoRow): Promise<boolean> {
  const found = await inspect(path, ctx.env).catch((thrown: unknown) => {
    if (thrown instanceof SyncError && thrown.code === "not-a-repo") return null;
    throw thrown;
  });
  if (found === null || found.path !== path) return false;
  const { host_aliases: aliases } = await ctx.config(null);
  const listed = JSON.parse(repo.keys) as string[];
  return (await remoteKeys(found, ctx, aliases)).some((key) => listed.includes(key));
}

/** How the user's own clones reach the repository's host. */
async function usualWay(ctx: Context, repo: ForgeRepoRow): Promise<"ssh" | "https"> {
  const hosts = (JSON.parse(repo.keys) as string[]).map((key) => key.split("/", 1)[0]);
  const twin = listCheckouts(ctx.ledger()).find(
    ({ remoteKey, path }) =>
      remoteKey !== null && hosts.includes(remoteKey.split("/", 1)[0]) && existsSync(path),
  );
  if (!twin) return "https";
  const { remoteUrl } = await inspect(twin.path, ctx.env);
  return remoteUrl !== null && /^https?:/i.test(remoteUrl) ? "https" : "ssh";
}
