import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { configHookCommand } from "../../core/hooks/config-hook.ts";
import { hookEvents, type HookEvent } from "../../core/hooks/hook-text.ts";
import { childEnvironment } from "../../git/environment.ts";
import { readConfigHooks } from "../../git/hooks/hook-config.ts";
import type { Checkout, HooksState } from "../../ledger/checkouts.ts";
import { wantedHooks } from "../../ledger/hook-installs.ts";
import { readIfPresent } from "../../system/files.ts";
import { run } from "../../system/run.ts";
import type { Context } from "../context.ts";
import { renderBlocks, type HookBlocks } from "./hook-blocks.ts";
import { planFolderInstall } from "./hook-folder.ts";
import { hookPlace } from "./hook-place.ts";

/**
 * Whether the checkout's hooks are as install leaves them. `drifted`: they were, and somebody has changed
 * them since. `foreign`: they are not, and the folder is not ours to write. Reads only; starts no git
 * while no config file has changed since the install. Who asks for many checkouts renders `blocks` once.
 */
export async function hooksState(
  ctx: Context,
  checkout: Checkout,
  blocks: HookBlocks = renderBlocks(ctx.directories.runnerFile),
): Promise<HooksState> {
  const wanted = wantedHooks(ctx.ledger(), checkout);
  if (wanted?.via === "config") return configState(ctx, checkout, blocks);
  try {
    const place = await hookPlace(ctx, checkout, wanted);
    const steps = planFolderInstall(place.path, blocks);
    const hooks = steps.filter(({ name, event }) => name === event);
    if (hooks.every(({ plan }) => plan.kind === "unchanged"))
      return wanted ? "installed" : "missing";
    if (wanted) return "drifted";
    return place.ownership === "repository" ? "missing" : "foreign";
  } catch (error) {
    // Hooks that the owner has turned off in git's own config.
    if (error instanceof SyncError && error.code === "config") return "foreign";
    throw error;
  }
}

async function configState(
  ctx: Context,
  checkout: Checkout,
  blocks: HookBlocks,
): Promise<HooksState> {
  const standing = await readConfigHooks(checkout, ctx.env);
  const isWhole = hookEvents.every((event) => {
    const block = Buffer.from(blocks[event], "latin1").toString("utf8");
    return standing[event] === configHookCommand(block);
  });
  return isWhole ? "installed" : "drifted";
}

/** What a probe found. `reason` is one line for a person. */
export type ProbeResult =
  | { kind: "fires" }
  | { kind: "silent"; events: HookEvent[]; reason: string }
  | { kind: "not-installed"; state: HooksState }
  | { kind: "unknown"; reason: string };

/**
 * Has git run the checkout's hooks and listens for the block's answer. The block answers a probe first thing
 * and ends the hook, so nothing is synced and none of the user's own lines run; hooks whose block does not
 * stand whole are therefore not started.
 */
export async function probeHook(ctx: Context, checkout: Checkout): Promise<ProbeResult> {
  const state = await hooksState(ctx, checkout);
  return state === "installed" ? probeStanding(ctx, checkout) : { kind: "not-installed", state };
}

/** What checkouts whose probe has the same answer share: the folder of their hooks, or the config that defines them. */
export async function probedPlace(ctx: Context, checkout: Checkout): Promise<string> {
  const wanted = wantedHooks(ctx.ledger(), checkout);
  if (wanted?.via === "config") return `config of ${checkout.commonDir}`;
  return (await hookPlace(ctx, checkout, wanted)).path;
}

/** `probeHook` where `hooksState` has just been asked and is `installed`. */
export async function probeStanding(ctx: Context, checkout: Checkout): Promise<ProbeResult> {
  if (wantedHooks(ctx.ledger(), checkout)?.via === "config") return probeConfigHooks(ctx, checkout);
  const folder = mkdtempSync(join(tmpdir(), "sync-hooks-probe-"));
  try {
    return await probeFiles(ctx, checkout, join(folder, "answer"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function probeFiles(ctx: Context, checkout: Checkout, answer: string): Promise<ProbeResult> {
  const env = { ...childEnvironment(ctx.env, null), SYNC_HOOKS_PROBE: answer };
  const words: string[] = [];
  for (const event of hookEvents) {
    const result = await run("git", ["hook", "run", event], probeOptions(checkout, env));
    if (/is not a git command/.test(result.stderr))
      return { kind: "unknown", reason: "this git cannot run a hook by name; 2.36 or later can" };
    words.push(result.stderr.trim());
  }
  const answered = readIfPresent(answer)?.toString("utf8").split("\n") ?? [];
  const events = hookEvents.filter((event) => !answered.includes(event));
  if (events.length === 0) return { kind: "fires" };
  const reason = words.find((text) => text !== "") ?? "git started the hook, and it said nothing";
  return { kind: "silent", events, reason };
}

/** A probe that ran config-defined hooks would run the user's other hooks too; git can list them instead. */
async function probeConfigHooks(ctx: Context, checkout: Checkout): Promise<ProbeResult> {
  const env = childEnvironment(ctx.env, null);
  const events: HookEvent[] = [];
  for (const event of hookEvents) {
    const listed = await run("git", ["hook", "list", event], probeOptions(checkout, env));
    if (!listed.stdout.includes(`sync-hooks-${event}`)) events.push(event);
  }
  if (events.length === 0) return { kind: "fires" };
  return { kind: "silent", events, reason: "git hook list does not name them" };
}

const probeOptions = (checkout: Checkout, env: NodeJS.ProcessEnv) => ({
  cwd: checkout.path,
  env,
  timeoutMs: 30_000,
});
