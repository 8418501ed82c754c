import { copyFileSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { adoptHub } from "../../../src/actions/adopt/adopt-hub.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";
const conflicts =
  "SELECT base, markdown, hub, chosen, resolved_at IS NULL AS open FROM conflicts ORDER BY markdown";

const removeHub = (desk: Desk) => {
  for (const suffix of ["", "-wal", "-shm"])
    rmSync(`${desk.ctx.directories.hubFile}${suffix}`, { force: true });
};

/** The hub is back at a time before T1 was done and T2 was there; the file holds both. */
async function restoredDesk(): Promise<Desk> {
  const desk = await makeDesk();
  const { hubFile } = desk.ctx.directories;
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("PRAGMA wal_checkpoint(TRUNCATE)");
  copyFileSync(hubFile, `${hubFile}.backup`);
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  desk.write(file, workplan({ T1: "todo", T2: "blocked" }));
  desk.commit();
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  await desk.ctx.close();
  removeHub(desk);
  copyFileSync(`${hubFile}.backup`, hubFile);
  return desk;
}

test("a restored hub stops reconcile, and the message names hub adopt", async () => {
  const desk = await restoredDesk();
  const { detail } = await desk.sync();
  expect(detail).toContain("is older than at the last sync");
  expect(detail).toContain(`sync-hooks hub adopt ${desk.checkout.slug} --lead ask`);
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  expect(desk.row("T1")).toMatchObject({ status: "todo" });
});

test.each([
  ["markdown", "done", "done", { chosen: "markdown", open: 0 }],
  ["hub", "todo", "todo", { chosen: "hub", open: 0 }],
  ["ask", "done", "todo", { chosen: null, open: 1 }],
] as const)(
  "adopting a restored hub with %s leading keeps every value, in the result or in a conflict row",
  async (lead, inFile, inHub, row) => {
    const desk = await restoredDesk();
    await adoptHub(desk.ctx, desk.checkout, lead);
    expect((await desk.sync()).outcome).toBe(lead === "ask" ? "conflict" : "synced");
    expect(desk.read(file)).toBe(workplan({ T1: inFile, T2: "blocked" }));
    expect(desk.row("T1")).toMatchObject({ status: inHub });
    expect(desk.row("T2")).toMatchObject({ status: "blocked" });
    expect(desk.sql(conflicts)).toEqual([{ base: null, markdown: "done", hub: "todo", ...row }]);
    expect((await desk.sync()).outcome).toBe(lead === "ask" ? "conflict" : "nothing-to-do");
  },
);

test("who leads holds for one reconcile: what meets without a base later is asked about", async () => {
  const desk = await restoredDesk();
  await adoptHub(desk.ctx, desk.checkout, "markdown");
  await desk.sync();
  desk.ctx.ledger().db.exec("DELETE FROM base_scopes");
  desk.sql("UPDATE tasks SET status = 'cancelled' WHERE key = 'T1'");
  expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
});

test("a crash in the first reconcile after hub adopt does not forget who leads", async () => {
  const desk = await restoredDesk();
  await adoptHub(desk.ctx, desk.checkout, "markdown");
  await desk.sync((moment) => {
    if (moment === "planned") throw new Error("crash");
  });
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("an adopted hub's value that HEAD does not hold stays provisional: a restore is no person's edit", async () => {
  const desk = await restoredDesk();
  await adoptHub(desk.ctx, desk.checkout, "markdown");
  await desk.sync();
  git(desk.home, desk.checkout.path, "restore", file);
  expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "blocked" }));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
});

test("a priority that the hub has cleared is cleared again after hub adopt and a restore", async () => {
  const desk = await makeDesk();
  const urgent = workplan({ T1: "todo\npriority: high" });
  desk.write(file, urgent);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET priority = NULL");
  await desk.sync();
  const cleared = desk.read(file);
  expect(cleared).not.toContain("high");
  await adoptHub(desk.ctx, desk.checkout, "ask");
  await desk.sync();
  git(desk.home, desk.checkout.path, "restore", file);
  await desk.sync();
  expect(desk.read(file)).toBe(cleared);
  expect(desk.row("T1")).toMatchObject({ priority: null });
});

test.each(["markdown", "hub", "ask"] as const)(
  "a hub that was lost stops reconcile; adopted with %s leading it gets every task back, under the old slug",
  async (lead) => {
    const desk = await makeDesk();
    desk.write(file, workplan({ T1: "done", T2: "todo" }));
    await desk.sync();
    const { slug } = desk.checkout;
    await desk.ctx.close();
    removeHub(desk);
    expect(await desk.sync()).toMatchObject({
      outcome: "failed",
      detail: expect.stringMatching(/is another one than at the last sync.*hub adopt/),
    });
    expect(await adoptHub(desk.ctx, desk.checkout, lead)).toMatchObject({ slug });
    expect(await desk.sync()).toMatchObject({ outcome: "synced", detail: "2 to the hub" });
    expect(desk.row("T1")).toMatchObject({ status: "done" });
    expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
    expect(desk.sql(conflicts)).toEqual([]);
  },
);

test("an emptied hub: without its repositories it asks for hub adopt, without its tasks it gets them again", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "done" }));
  await desk.sync();
  desk.sql("DELETE FROM tasks");
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  desk.sql("PRAGMA foreign_keys = ON");
  desk.sql("DELETE FROM tasks");
  desk.sql("DELETE FROM workstreams");
  desk.sql("DELETE FROM repos");
  expect(await desk.sync()).toMatchObject({
    outcome: "failed",
    detail: expect.stringMatching(/does not know this repository.*hub adopt/),
  });
  await adoptHub(desk.ctx, desk.checkout, "hub");
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
});

test("a lost ledger: the checkout is registered again, and what differs is asked about, whatever the policy", async () => {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.ctx.close();
  for (const suffix of ["", "-wal", "-shm"])
    rmSync(`${desk.ctx.directories.ledgerFile}${suffix}`, { force: true });
  const checkout = await register(desk.ctx, desk.checkout.path, { slug: null });
  Object.assign(desk.checkout, checkout);
  expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
  expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "todo" }));
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("a stale clone that is met for the first time overwrites nothing and brings no removed task back", async () => {
  const one = await makeDesk();
  one.write(file, workplan({ T1: "todo", T2: "todo", T3: "todo" }));
  one.commit();
  const stale = await secondDesk(one);
  await one.sync();
  one.write(file, workplan({ T1: "done", T2: "todo" }));
  one.commit();
  await one.sync();
  expect(one.row("T3")?.["removed_at"]).not.toBeNull();
  expect(await stale.sync()).toMatchObject({ outcome: "conflict" });
  expect(one.row("T1")).toMatchObject({ status: "done" });
  expect(one.row("T3")?.["removed_at"]).not.toBeNull();
  const [open] = stale.sql(conflicts);
  expect(open).toMatchObject({ base: null, markdown: "todo", hub: "done", open: 1 });
  // An edit of the kept lines still counts, and beats the removal.
  stale.write(file, workplan({ T1: "done", T2: "todo", T3: "blocked" }));
  await stale.sync();
  expect(one.row("T3")).toMatchObject({ status: "blocked", removed_at: null });
});
