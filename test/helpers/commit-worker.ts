import { openContext } from "../../src/actions/open-context.ts";
import { commitWrites } from "../../src/actions/reconcile/commit-writes.ts";
import { listCheckouts } from "../../src/ledger/checkouts.ts";

/** A worker that commits what sync-hooks wrote into task files, and kills itself (SIGKILL) at the named step. */
const [path = "", head = "", death = ""] = process.argv.slice(2);
const ctx = openContext({ env: process.env, cwd: path, configFile: null });
const checkout = listCheckouts(ctx.ledger()).find((one) => one.path === path);
if (!checkout) throw new Error(`${path} is not registered`);
await commitWrites(ctx, checkout, { branch: "main", head }, (step) => {
  if (step === death) process.kill(process.pid, "SIGKILL");
});
await ctx.close();
