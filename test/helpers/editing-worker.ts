import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openContext } from "../../src/actions/open-context.ts";
import { reconcile } from "../../src/actions/reconcile/reconcile.ts";
import { listCheckouts } from "../../src/ledger/checkouts.ts";

// One process of its own: a person who renames a task of a checkout's plan and reconciles, round after round.
// The arguments: the checkout's path, the person's name, the rounds. Each edit is printed, a JSON line each.
const [path = "", name = "", rounds = "1"] = process.argv.slice(2);
const plan = join(path, "workplans/plan.md");
const ctx = openContext({ env: process.env, cwd: path, configFile: null });
const checkout = listCheckouts(ctx.ledger()).find((one) => one.path === path);
if (!checkout) throw new Error(`${path} is not registered`);
const config = await ctx.config(path);
for (let round = 0; round < Number(rounds); round += 1) {
  const text = readFileSync(plan, "utf8");
  const sections = [...text.matchAll(/^## (.+)\n\n```task\nid: (\w+)$/gm)];
  const section = sections[(round * 7 + name.charCodeAt(0)) % sections.length];
  const [, from = "", key = ""] = section ?? [];
  const to = `${name} ${round}`;
  const at = (section?.index ?? 0) + "## ".length;
  writeFileSync(plan, text.slice(0, at) + to + text.slice(at + from.length));
  const { outcome } = await reconcile(ctx, checkout, config, { branch: "main", listing: "fresh" });
  process.stdout.write(`${JSON.stringify({ key, from, to, outcome })}\n`);
}
await ctx.close();
