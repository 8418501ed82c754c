import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { inspect, type Inspection } from "../../git/inspect.ts";
import { localKey, originHead } from "../../git/local-key.ts";
import { remoteKey } from "../../git/remote-url.ts";
import { assignRepo } from "../../hub/assign-repo.ts";
import {
  listCheckouts,
  moveCheckout,
  putCheckout,
  type Checkout,
  type NewCheckout,
} from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/**
 * Registers the checkout around `path`, or brings its entry up to date; a checkout that was moved keeps its
 * history. The hub assigns the slug; `slug` is the user's wish for a repository that has none yet.
 * Throws `usage` or `not-a-repo` where the path is no checkout, `config`, and `store` or `offline` for the hub.
 */
export async function register(
  context: Context,
  path: string,
  options: { slug: string | null },
): Promise<Checkout> {
  const found = await inspect(resolve(context.cwd, path), context.env);
  const repo = await identify(context, found, options.slug);
  const ledger = context.ledger();
  const checkout: NewCheckout = {
    slug: repo.slug,
    repoId: repo.id,
    path: found.path,
    gitDir: found.gitDir,
    commonDir: found.commonDir,
    remoteKey: repo.remoteKey,
    localKey: repo.localKey,
    registeredAt: context.clock.now().toISOString(),
  };
  const moved = vanishedTwin(listCheckouts(ledger), checkout);
  if (moved) moveCheckout(ledger, moved.id, checkout);
  return putCheckout(ledger, checkout);
}

async function identify(context: Context, found: Inspection, slug: string | null) {
  const { host_aliases: aliases } = await context.config(null);
  const remote = found.remoteUrl === null ? null : remoteKey(found.remoteUrl, aliases);
  const keys = { remoteKey: remote?.key ?? null, localKey: localKey(found.commonDir) };
  const assigned = await assignRepo(await context.hub(), {
    ...keys,
    folder: folderName(found),
    owner: remote?.owner ?? null,
    name: remote?.name ?? null,
    slug,
    defaultBranch: originHead(found.commonDir),
  });
  return { ...assigned, ...keys };
}

/** The repository's own folder, also when it is first met in one of its linked worktrees. */
function folderName({ path, gitDir, commonDir }: Inspection): string {
  if (gitDir === commonDir || basename(commonDir) !== ".git") return basename(path);
  return basename(dirname(commonDir));
}

/**
 * The entry that this checkout had before it was moved: of the same repository, gone from where it was.
 * Where several are gone, the one of the same folder name.
 */
function vanishedTwin(registered: readonly Checkout[], checkout: NewCheckout): Checkout | null {
  const isKnown = registered.some(
    (other) => other.gitDir === checkout.gitDir || other.path === checkout.path,
  );
  if (isKnown) return null;
  const vanished = registered.filter(
    (other) => other.repoId === checkout.repoId && !existsSync(other.gitDir),
  );
  if (vanished.length <= 1) return vanished[0] ?? null;
  const folder = basename(checkout.path);
  return vanished.find((other) => basename(other.path) === folder) ?? null;
}
