import { onTestFinished } from "vitest";
import type { Context } from "../../src/actions/context.ts";
import { openContext } from "../../src/actions/open-context.ts";
import { findByGitDir, type Checkout } from "../../src/ledger/checkouts.ts";
import type { Home } from "./home.ts";
import { writeFile } from "./home.ts";
import { ownStarter } from "./small-processes.ts";

/** A Context of this home, closed when the test ends; `config` is the text of the user's config.yaml. */
export function contextOf(home: Home, config = ""): Context {
  const ctx = openContext({ env: home.env, cwd: home.path, configFile: null });
  ctx.run = ownStarter().run;
  onTestFinished(() => ctx.close());
  if (config !== "") writeFile(ctx.directories.config, "config.yaml", config);
  return ctx;
}

/** The checkout as the ledger has it now. */
export function current(ctx: Context, checkout: Checkout): Checkout {
  return findByGitDir(ctx.ledger(), checkout.gitDir) ?? checkout;
}
