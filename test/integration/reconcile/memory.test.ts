import { rmSync, utimesSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { removeCheckout } from "../../../src/ledger/checkouts.ts";
import { putBack } from "../../../src/actions/reconcile/put-back.ts";
import { countGit } from "../../helpers/count-git.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

const loseLedger = (desk: Desk) => {
  for (const table of ["base_scopes", "bases", "files", "writes", "hub_seen"])
    desk.ctx.ledger().db.exec(`DELETE FROM ${table}`);
};

test("ledger lost: equal values are adopted, unknown tasks added, different ones asked about whatever the policy", async () => {
  const desk = await makeDesk("tasks:\n  policy: markdown\n");
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  await desk.sync();
  loseLedger(desk);
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T2'");
  desk.write(file, workplan({ T1: "todo", T2: "blocked", T3: "todo" }));
  expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
  expect(desk.row("T2")).toMatchObject({ status: "done" });
  expect(desk.read(file)).toContain("id: T2\nstatus: blocked");
  expect(desk.row("T3")).toMatchObject({ status: "todo" });
  expect(desk.sql("SELECT base, markdown, hub, file FROM conflicts")).toEqual([
    { base: null, markdown: "blocked", hub: "done", file },
  ]);
  desk.write(file, workplan({ T1: "done", T2: "done", T3: "todo" }));
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("two clones on one machine have bases of their own and meet through the hub", async () => {
  const one = await makeDesk();
  one.write(file, workplan({ T1: "todo", T2: "todo" }));
  one.commit();
  await one.sync();
  const two = await secondDesk(one);
  expect(await two.sync()).toMatchObject({ outcome: "nothing-to-do" });
  two.write(file, workplan({ T1: "done", T2: "todo" }));
  await two.sync();
  one.write(file, workplan({ T1: "todo", T2: "blocked" }));
  await one.sync();
  await two.sync();
  for (const desk of [one, two])
    expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  for (const desk of [one, two])
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("a hub restored from an older backup, or replaced, stops reconcile with the reason and the mend", async () => {
  const desk = await makeDesk();
  const hubFile = desk.ctx.directories.hubFile;
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  desk.sql("PRAGMA wal_checkpoint(TRUNCATE)");
  copyFileSync(hubFile, `${hubFile}.backup`);
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  await desk.ctx.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${hubFile}${suffix}`, { force: true });
  copyFileSync(`${hubFile}.backup`, hubFile);
  const stopped = { outcome: "failed", detail: expect.stringContaining("older than at the last") };
  expect(await desk.sync()).toMatchObject(stopped);
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
  await desk.ctx.close();
  desk.sql("UPDATE meta SET value = 'another' WHERE key = 'hub_id'");
  expect(await desk.sync()).toMatchObject({
    outcome: "failed",
    detail: expect.stringContaining("is another one than at the last sync"),
  });
});

test("a checkout that is removed and added again starts afresh with a replaced hub: differences are asked about", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  await desk.sync();
  desk.sql("UPDATE meta SET value = 'another' WHERE key = 'hub_id'");
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.ctx.close();
  expect(await desk.sync()).toMatchObject({ outcome: "failed" });
  removeCheckout(desk.ctx.ledger(), desk.checkout.id);
  const checkout = await register(desk.ctx, desk.checkout.path, { slug: null });
  const config = await desk.ctx.config(checkout.path);
  expect(
    await reconcile(desk.ctx, checkout, config, { branch: "main", listing: "fresh" }),
  ).toMatchObject({
    outcome: "conflict",
    detail: expect.stringContaining("1 conflict"),
  });
  expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "todo" }));
});

test("a hub that is away is offline, and nothing is lost", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  desk.write(file, workplan({ T1: "done" }));
  const other = new (await import("libsql")).default(desk.ctx.directories.hubFile);
  other.exec("BEGIN IMMEDIATE");
  expect(await desk.sync()).toMatchObject({ outcome: "offline" });
  other.exec("ROLLBACK");
  other.close();
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("an unchanged file is not read again, unless it was noted within two seconds of its change", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  const path = join(desk.checkout.path, file);
  let ahead = 0;
  const { now } = desk.ctx.clock;
  desk.ctx.clock = { now: () => new Date(now().getTime() + ahead) };
  const readings = async () => {
    let read = 0;
    await desk.sync((moment) => void (read += moment === "bases-moved" ? 1 : 0));
    return read;
  };
  expect(await readings()).toBe(1);
  expect(await readings()).toBe(1);
  ahead = 5000;
  expect(await readings()).toBe(1);
  expect(await readings()).toBe(0);
  writeFileSync(path, workplan({ T1: "done" }));
  utimesSync(path, new Date(1000), new Date(1000));
  expect(await readings()).toBe(1);
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("a file that changed just before it was read is read again, however long the reconcile took", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  let ahead = 0;
  const { now } = desk.ctx.clock;
  desk.ctx.clock = { now: () => new Date(now().getTime() + ahead) };
  await desk.sync((moment) => void (moment === "planned" && (ahead = 60_000)));
  let read = 0;
  await desk.sync((moment) => void (read += moment === "bases-moved" ? 1 : 0));
  expect(read).toBe(1);
});

test("a commit that touches one file among many reads that one file", async () => {
  const desk = await makeDesk();
  for (let number = 0; number < 50; number += 1)
    desk.write(`workplans/p${number}.md`, workplan({ T1: "todo" }, `id: WP-${number}`));
  const { now } = desk.ctx.clock;
  desk.ctx.clock = { now: () => new Date(now().getTime() + 5000) };
  await desk.sync();
  desk.write("workplans/p7.md", workplan({ T1: "done" }, "id: WP-7"));
  let read = 0;
  await desk.sync((moment) => void (read += moment === "bases-moved" ? 1 : 0));
  expect(read).toBe(1);
});

test("files that only sync-hooks changed are put back before a pull, and written again after it", async () => {
  const desk = await makeDesk();
  const before = workplan({ T1: "todo", T2: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  for (const key of ["T1", "T2"]) {
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = ?", key);
    await desk.sync();
  }
  const { path } = desk.checkout;
  expect(await putBack(desk.ctx, desk.checkout, [file, "README.md"])).toEqual([file]);
  expect(desk.read(file)).toBe(before);
  expect(git(desk.home, path, "status", "--porcelain")).toBe("");
  expect(git(desk.home, path, "diff-files", "--name-only")).toBe("");
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "done" }));
});

test("however many files are put back, git is started a few times, also where it changes line endings", async () => {
  const desk = await makeDesk();
  const { path } = desk.checkout;
  git(desk.home, path, "config", "core.autocrlf", "true");
  const files = Array.from({ length: 12 }, (_, index) => `workplans/plan ${index}.md`);
  const before = new Map(
    files.map((name, index) => {
      const text = workplan({ T1: "todo" }).replace("id: WP-1", `id: WP-${index}`);
      return [name, index % 2 === 0 ? text : text.replaceAll("\n", "\r\n")];
    }),
  );
  for (const [name, text] of before) desk.write(name, text);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done'");
  await desk.sync();
  for (const name of files) expect(desk.read(name)).toContain("done");
  const asked = countGit(desk.home);
  expect(await putBack(desk.ctx, desk.checkout, files)).toEqual(files);
  // Files with plain line feeds are not what git would check out here, so it is asked for each of those.
  expect(asked().filter((call) => !/^(rev-parse|hash-object)/.test(call)).length).toBeLessThan(8);
  for (const [name, text] of before) expect(desk.read(name)).toBe(text);
  expect(git(desk.home, path, "status", "--porcelain")).toBe("");
});

test("invariant 11: a file is not put back while the hub could not give its values again", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  const [change] = desk.sql("SELECT value FROM meta WHERE key = 'change'");
  desk.sql("UPDATE meta SET value = '0' WHERE key = 'change'");
  expect(await putBack(desk.ctx, desk.checkout, [file])).toEqual([]);
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
  desk.sql("UPDATE meta SET value = ? WHERE key = 'change'", String(change?.["value"]));
  expect(await putBack(desk.ctx, desk.checkout, [file])).toEqual([file]);
});

test("invariant 7: a file with a person's edit, or with anything staged, is never put back", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  desk.commit();
  await desk.sync();
  desk.write(file, `${desk.read(file)}\nA person's line.\n`);
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  const mixed = desk.read(file);
  expect(mixed).toContain("done");
  expect(await putBack(desk.ctx, desk.checkout, [file])).toEqual([]);
  expect(desk.read(file)).toBe(mixed);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T2'");
  await desk.sync();
  git(desk.home, desk.checkout.path, "add", file);
  expect(await putBack(desk.ctx, desk.checkout, [file])).toEqual([]);
  git(desk.home, desk.checkout.path, "reset", "--quiet");
  expect(await putBack(desk.ctx, desk.checkout, [file])).toEqual([file]);
});
