import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Context } from "../../src/actions/context.ts";
import { openContext } from "../../src/actions/open-context.ts";
import { inspect } from "../../src/git/inspect.ts";
import { transientFiles } from "../../src/git/transient-files.ts";
import { findByGitDir, putCheckout, type Checkout } from "../../src/ledger/checkouts.ts";
import type { Home } from "./home.ts";
import { writeFile } from "./home.ts";

/** A Context of this home, closed when the test ends; `config` is the text of the user's config.yaml. */
export function contextOf(home: Home, config = ""): Context {
  const ctx = openContext({ env: home.env, cwd: home.path, configFile: null });
  onTestFinished(() => ctx.close());
  if (config !== "") writeFile(ctx.directories.config, "config.yaml", config);
  return ctx;
}

/** Puts a working tree into the ledger without asking a hub, as far as a run needs it. */
export async function registered(ctx: Context, path: string, slug = "work"): Promise<Checkout> {
  const found = await inspect(realpathSync(path), ctx.env);
  const { gitDir, commonDir } = found;
  mkdirSync(transientFiles(gitDir).folder, { recursive: true });
  const registeredAt = ctx.clock.now().toISOString();
  const names = { slug, repoId: join("repo", slug), remoteKey: null };
  return putCheckout(ctx.ledger(), { ...names, path: found.path, gitDir, commonDir, registeredAt });
}

/** The checkout as the ledger has it now. */
export function current(ctx: Context, checkout: Checkout): Checkout {
  return findByGitDir(ctx.ledger(), checkout.gitDir) ?? checkout;
}
