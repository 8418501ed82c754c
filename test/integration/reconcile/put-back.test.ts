import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adoptHub } from "../../../src/actions/adopt/adopt-hub.ts";
import { backupHub } from "../../../src/actions/hub/backup-hub.ts";
import { restoreHub } from "../../../src/actions/hub/restore-hub.ts";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import { writeFile } from "../../helpers/home.ts";
import { crashAt, makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

/** PostgreSQL's numbers go on through a restore; SQLite's begin again at the backup's. */
const wentBack = /(is|was put back to an) older (state )?than at the last sync/;

/** A desk whose file and hub agree, and a backup of that. */
async function backedUp(tasks: Record<string, string>): Promise<{ desk: Desk; backup: string }> {
  const desk = await makeDesk();
  desk.write(file, workplan(tasks));
  desk.commit();
  await desk.sync();
  const backup = join(desk.home.path, "backup.jsonl");
  await backupHub(desk.ctx, backup);
  return { desk, backup };
}

test("a hub that was put back stops reconcile also once others have written it on, past what was seen", async () => {
  const { desk, backup } = await backedUp({ T1: "todo", T2: "todo" });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  await restoreHub(desk.ctx, backup, "anything");
  for (const word of ["blocked", "done", "blocked", "done"])
    desk.sql(`UPDATE tasks SET status = '${word}' WHERE key = 'T2'`);
  const { detail } = await desk.sync();
  expect(detail).toMatch(wentBack);
  expect(detail).toContain(`sync-hooks hub adopt ${desk.checkout.slug} --lead ask`);
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
  await adoptHub(desk.ctx, desk.checkout, "ask");
  expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
  await adoptHub(desk.ctx, desk.checkout, "markdown");
  await desk.sync();
  expect((await desk.sync()).outcome).toBe("nothing-to-do");
});

test.each(["holds the first", "is older than the first"])(
  "a second restore, from a backup that %s, hides neither from a checkout that was not there",
  async (second) => {
    const desk = await makeDesk();
    desk.write(file, workplan({ T1: "todo", T2: "todo" }));
    desk.commit();
    await desk.sync();
    const [first, other] = ["first.jsonl", "other.jsonl"].map((name) => join(desk.home.path, name));
    if (first === undefined || other === undefined) throw new Error("no names");
    await backupHub(desk.ctx, first);
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
    const writeOn = () => {
      for (const word of ["blocked", "done", "blocked", "done"])
        desk.sql(`UPDATE tasks SET status = '${word}' WHERE key = 'T2'`);
    };
    if (second === "is older than the first") {
      writeOn();
      await backupHub(desk.ctx, other);
      // It meets the hub between the two.
      await restoreHub(desk.ctx, first, "anything");
      desk.sql("UPDATE tasks SET title = 'new' WHERE key = 'T1'");
      await desk.sync();
    } else {
      await desk.sync();
      await restoreHub(desk.ctx, first, "anything");
      writeOn();
      await backupHub(desk.ctx, other);
    }
    const before = desk.read(file);
    await restoreHub(desk.ctx, other, "anything");
    const { detail } = await desk.sync();
    expect(detail).toMatch(wentBack);
    expect(desk.read(file)).toBe(before);
  },
);

test("a hub that is put back at another place is not taken for what was met before it was lost", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  desk.commit();
  await desk.sync();
  const [early, late] = [join(desk.home.path, "early.jsonl"), join(desk.home.path, "late.jsonl")];
  await backupHub(desk.ctx, early);
  for (const word of ["blocked", "todo", "blocked", "todo"])
    desk.sql(`UPDATE tasks SET status = '${word}' WHERE key = 'T2'`);
  await backupHub(desk.ctx, late);
  await restoreHub(desk.ctx, early, "anything");
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
  await desk.ctx.close();
  const place = `hub: sqlite:${join(desk.home.path, "other.db")}\n`;
  writeFile(desk.ctx.directories.config, "config.yaml", place);
  await restoreHub(desk.ctx, late, "empty");
  await desk.ctx.close();
  expect((await desk.sync()).detail).toMatch(wentBack);
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
});

test("what was put back of another hub that lay at the place stops nobody", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  const [own, others] = [join(desk.home.path, "own.jsonl"), join(desk.home.path, "others.jsonl")];
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  await desk.sync();
  await backupHub(desk.ctx, own);
  await desk.ctx.close();
  const place = `hub: sqlite:${join(desk.home.path, "other.db")}\n`;
  writeFile(desk.ctx.directories.config, "config.yaml", place);
  await backupHub(desk.ctx, others);
  await restoreHub(desk.ctx, others, "anything");
  await restoreHub(desk.ctx, own, "anything");
  await desk.ctx.close();
  expect((await desk.sync()).outcome).toBe("nothing-to-do");
});

test("a hub that was put back goes on without a question where nothing newer was seen", async () => {
  const { desk, backup } = await backedUp({ T1: "todo" });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await restoreHub(desk.ctx, backup, "anything");
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  expect((await desk.sync()).outcome).toBe("synced");
  expect(desk.read(file)).toBe(workplan({ T1: "blocked" }));
});

test.each([
  ["file-written", "hub"],
  ["bases-moved", "file"],
] as const)(
  "a run that died at %s has met what it took over from the %s, once the hub is put back",
  async (moment, from) => {
    const { desk, backup } = await backedUp({ T1: "todo" });
    if (from === "hub") desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
    else desk.write(file, workplan({ T1: "done" }));
    await desk.sync(crashAt(moment)).catch(() => {});
    expect(desk.row("T1")?.status).toBe("done");
    await restoreHub(desk.ctx, backup, "anything");
    expect((await desk.sync()).detail).toMatch(wentBack);
    expect(desk.read(file)).toBe(workplan({ T1: "done" }));
  },
);

test("a run that settles what another one left, and dies, has met the hub", async () => {
  const { desk, backup } = await backedUp({ T1: "todo" });
  desk.write(file, workplan({ T1: "done" }));
  await desk.sync(crashAt("hub-written"));
  await desk.sync(crashAt("planned"));
  await restoreHub(desk.ctx, backup, "anything");
  expect((await desk.sync()).detail).toMatch(wentBack);
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
});

test("a run that has followed moved tasks, and dies, has met the hub", async () => {
  const { desk, backup } = await backedUp({ T1: "todo" });
  desk.write(file, workplan({ T1: "todo" }, "id: WP-2\ntitle: Plan"));
  desk.commit();
  await desk.sync(crashAt("planned"));
  await restoreHub(desk.ctx, backup, "anything");
  expect((await desk.sync()).detail).toMatch(wentBack);
});

test("a first run that died has met the hub, too", async () => {
  const { desk: ada, backup } = await backedUp({ T1: "todo" });
  ada.write(file, workplan({ T1: "done" }));
  ada.commit();
  await ada.sync();
  const ben = await secondDesk(ada);
  await ben.sync(crashAt("bases-moved"));
  await restoreHub(ada.ctx, backup, "anything");
  expect((await ben.sync()).detail).toMatch(wentBack);
  expect(ben.read(file)).toBe(workplan({ T1: "done" }));
});

test("a run that dies after a restore which took nothing away stops nobody", async () => {
  const { desk, backup } = await backedUp({ T1: "todo" });
  await restoreHub(desk.ctx, backup, "anything");
  desk.write(file, workplan({ T1: "done" }));
  await desk.sync(crashAt("bases-moved"));
  expect(await desk.sync()).toMatchObject({ outcome: expect.stringMatching(/nothing|synced/) });
  expect(desk.row("T1")?.status).toBe("done");
});

test("a hub that is put back between the plan and its transaction takes nothing of the plan", async () => {
  const { desk, backup } = await backedUp({ T1: "todo", T2: "todo" });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  desk.write(file, workplan({ T1: "done", T2: "blocked" }));
  const hub = await desk.ctx.hub();
  let writes = 0;
  const write: typeof hub.write = async (work) => {
    writes += 1;
    if (writes === 1) await restoreHub(desk.ctx, backup, "anything");
    return hub.write(work);
  };
  const ctx = { ...desk.ctx, hub: async () => ({ ...hub, write }) };
  const at = { branch: "main", listing: "fresh" } as const;
  const config = await ctx.config(desk.checkout.path);
  expect(await reconcile(ctx, desk.checkout, config, at)).toMatchObject({ outcome: "offline" });
  expect(writes).toBeGreaterThan(0);
  expect(desk.row("T2")?.status).toBe("todo");
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
});

/** One reconcile, beside which something happens as soon as the hub has been asked where it stands. */
async function syncBeside({ ctx, checkout }: Desk, happens: () => unknown) {
  const hub = await ctx.hub();
  let asked = false;
  const read: typeof hub.read = async (work) => {
    const answer = await hub.read(work);
    if (!asked) {
      asked = true;
      await happens();
    }
    return answer;
  };
  const beside = { ...ctx, hub: async () => ({ ...hub, read }) };
  const at = { branch: "main", listing: "fresh" } as const;
  return reconcile(beside, checkout, await ctx.config(checkout.path), at);
}

test("what was read of somebody who wrote beside the sync counts as seen once the hub is put back", async () => {
  const { desk, backup } = await backedUp({ T1: "todo", T2: "todo" });
  desk.write(file, `${workplan({ T1: "todo", T2: "todo" })}\nMore.\n`);
  await syncBeside(desk, () => desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'"));
  const done = `${workplan({ T1: "done", T2: "todo" })}\nMore.\n`;
  expect(desk.read(file)).toBe(done);
  await restoreHub(desk.ctx, backup, "anything");
  expect((await desk.sync()).detail).toMatch(wentBack);
  expect(desk.read(file)).toBe(done);
});

test("a hub that is put back beside a sync changes no file", async () => {
  const { desk, backup } = await backedUp({ T1: "todo", T2: "todo" });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.write(file, workplan({ T1: "done", T2: "blocked" }));
  const beside = await syncBeside(desk, () => restoreHub(desk.ctx, backup, "anything"));
  expect(beside).toMatchObject({
    outcome: "offline",
    detail: expect.stringContaining("was put back while tasks were reconciled"),
  });
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  expect((await desk.sync()).detail).toMatch(wentBack);
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
});

test("a backup that does not tell of restores is put over another hub, which had some: nobody is stopped", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  const [own, others] = [join(desk.home.path, "own.jsonl"), join(desk.home.path, "others.jsonl")];
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  await desk.sync();
  await backupHub(desk.ctx, own);
  const [head = "", ...rows] = readFileSync(own, "utf8").split("\n");
  const { restores: _, ...earlier } = JSON.parse(head) as { restores: unknown };
  writeFileSync(own, [JSON.stringify(earlier), ...rows].join("\n"));
  await desk.ctx.close();
  const place = `hub: sqlite:${join(desk.home.path, "other.db")}\n`;
  writeFile(desk.ctx.directories.config, "config.yaml", place);
  await backupHub(desk.ctx, others);
  await restoreHub(desk.ctx, others, "anything");
  await restoreHub(desk.ctx, own, "anything");
  await desk.ctx.close();
  expect((await desk.sync()).outcome).toBe("nothing-to-do");
});
