import { createHash } from "node:crypto";
import { toSyncError } from "../../core/errors.ts";
import { isSettled } from "../../core/inventory/last-pushes.ts";
import { redact } from "../../core/redact.ts";
import type { ForgeAccount } from "../../forge/forge.ts";
import { remoteKey } from "../../git/remote-url.ts";
import { forgeLook, keepForgeLook, type ForgeLook } from "../../ledger/forge-looks.ts";
import type { Context } from "../context.ts";
import { forges, type Forge } from "./forge-accounts.ts";
import { listedKeys } from "./listed-keys.ts";

/**
 * Asks the forges that can tell (GitHub) what was pushed since the last look. Gives the answer for a remote's URL:
 * the time of its last push, or null where it is not known for certain. Of a forge that is away nothing is known.
 */
export async function forgePushes(ctx: Context): Promise<Context["lastPush"]> {
  const asked = await githubs(ctx);
  if (asked.length === 0) return () => null;
  const { host_aliases: aliases } = await ctx.config(null);
  const times = new Map<string, string>();
  for (const forge of asked)
    await forge
      .account()
      .then((account) => addPushes(ctx, account, times))
      .catch((thrown: unknown) => warn(ctx, thrown));
  return (url) => times.get(remoteKey(url, aliases)?.key ?? "") ?? null;
}

async function githubs(ctx: Context): Promise<Forge[]> {
  try {
    return (await forges(ctx)).filter(({ kind }) => kind === "github");
  } catch (thrown) {
    warn(ctx, thrown);
    return [];
  }
}

const warn = (ctx: Context, thrown: unknown) =>
  ctx.log.write(
    "WARN",
    "inventory",
    `every remote is fetched: ${redact(toSyncError(thrown).message)}`,
  );

async function addPushes(
  ctx: Context,
  account: ForgeAccount,
  times: Map<string, string>,
): Promise<void> {
  const { network, host_aliases: aliases } = await ctx.config(null);
  const name = nameOf(account);
  const known = forgeLook(ctx.ledger(), name);
  const { githubPushes } = await import("../../forge/github-pushes.ts");
  const told = await githubPushes(account, network, latest(known));
  if (told === null) return;
  const now: ForgeLook = { ...known };
  for (const repo of told.repos)
    now[repo.id] = { pushedAt: repo.pushedAt, keys: listedKeys(account.url, repo, aliases) };
  if (JSON.stringify(now) !== JSON.stringify(known)) keepForgeLook(ctx.ledger(), name, now);
  for (const { pushedAt, keys } of Object.values(now))
    if (pushedAt !== null && isSettled(pushedAt, told.at))
      for (const key of keys) times.set(key, pushedAt);
}

/** Another token may see other repositories: what one was told is not what the other knows. */
const nameOf = ({ kind, url, owners, own, token }: ForgeAccount) =>
  createHash("sha256")
    .update(JSON.stringify([kind, url, owners, own, token]))
    .digest("hex");

const latest = (look: ForgeLook) =>
  Object.values(look).reduce(
    (last, { pushedAt }) => (pushedAt !== null && pushedAt > last ? pushedAt : last),
    "",
  );
