import { openContext } from "../../src/actions/open-context.ts";
import { reconcile } from "../../src/actions/reconcile/reconcile.ts";
import { listCheckouts } from "../../src/ledger/checkouts.ts";

// One process of its own that reconciles one checkout a number of times; the arguments: its path, the rounds.
const [path = "", rounds = "1"] = process.argv.slice(2);
const ctx = openContext({ env: process.env, cwd: path, configFile: null });
const checkout = listCheckouts(ctx.ledger()).find((one) => one.path === path);
if (!checkout) throw new Error(`${path} is not registered`);
const config = await ctx.config(path);
for (let round = 0; round < Number(rounds); round += 1) {
  const { outcome, detail } = await reconcile(ctx, checkout, config, {
    branch: "main",
    listing: "fresh",
  });
  process.stdout.write(`${JSON.stringify({ outcome, detail })}\n`);
}
await ctx.close();
