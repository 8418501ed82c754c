import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import { hubSeen } from "../../../src/ledger/hub-seen.ts";
import { until } from "../../helpers/until.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const longAgo = new Date("2026-01-01T00:00:00Z");

async function sweep(desk: Desk): Promise<string> {
  const config = await desk.ctx.config(desk.checkout.path);
  const at = { branch: "main", listing: "remembered" } as const;
  return (await reconcile(desk.ctx, desk.checkout, config, at)).outcome;
}

/** A desk whose list of task files the ledger holds and trusts. */
async function rememberedDesk(): Promise<Desk> {
  const desk = await makeDesk();
  desk.write("workplans/one.md", workplan({ T1: "todo" }, "id: ONE\ntitle: One"));
  desk.commit();
  await until("the listing is settled", async () => {
    await desk.sync();
    return hubSeen(desk.ctx.ledger(), desk.checkout.id, "main")?.listing;
  });
  return desk;
}

test("a remembered list of files still sees an edit of a known file", async () => {
  const desk = await rememberedDesk();
  desk.write("workplans/one.md", workplan({ T1: "done" }, "id: ONE\ntitle: One"));
  expect(await sweep(desk)).toBe("synced");
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("a new file beside a known one is seen before git has it", async () => {
  const desk = await rememberedDesk();
  desk.write("workplans/two.md", workplan({ T2: "todo" }, "id: TWO\ntitle: Two"));
  expect(await sweep(desk)).toBe("synced");
  expect(desk.row("T2")).toMatchObject({ status: "todo" });
});

test("a new file in any folder is seen once git has it", async () => {
  const desk = await rememberedDesk();
  desk.write("parts/engine/TASKS.md", "- [ ] **T9: Start it**\n");
  desk.commit();
  expect(await sweep(desk)).toBe("synced");
  expect(desk.row("T9")).toMatchObject({ title: "Start it" });
});

test("a known file that goes away is gone for a remembered list too, and deletes nothing", async () => {
  const desk = await rememberedDesk();
  git(desk.home, desk.checkout.path, "rm", "--quiet", "--cached", "workplans/one.md");
  utimesSync(join(desk.checkout.path, "workplans/one.md"), longAgo, longAgo);
  expect(await sweep(desk)).toBe("nothing-to-do");
  expect(desk.row("T1")).toMatchObject({ status: "todo", removed_at: null });
});
