import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";
import { git } from "../../helpers/repository.ts";

const file = "workplans/plan.md";

async function syncedDesk(): Promise<Desk> {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "done" }));
  desk.write("TASKS.md", "- [ ] B1: one\n");
  desk.commit();
  await desk.sync();
  return desk;
}

const removed = (desk: Desk) =>
  desk.sql("SELECT key FROM tasks WHERE removed_at IS NOT NULL ORDER BY key").map(({ key }) => key);

describe("invariant 16: absence is not deletion", () => {
  test("an emptied task list removes its tasks once HEAD holds it so, an emptied workplan never", async () => {
    const desk = await syncedDesk();
    desk.write("TASKS.md", "");
    desk.write(file, "");
    await desk.sync();
    expect(removed(desk)).toEqual([]);
    desk.commit();
    await desk.sync();
    expect(removed(desk)).toEqual(["B1"]);
  });

  test("a task that is gone from the file stays where HEAD cannot be read", async () => {
    const desk = await syncedDesk();
    const { home, checkout } = desk;
    const folder = git(home, checkout.path, "rev-parse", "HEAD:workplans");
    desk.write(file, workplan({ T1: "todo" }));
    rmSync(join(checkout.gitDir, "objects", folder.slice(0, 2), folder.slice(2)));
    const step = await desk.sync();
    expect(step).toMatchObject({ outcome: "failed" });
    expect(step.detail).toContain("git ls-tree failed");
    expect(removed(desk)).toEqual([]);
  });

  const breaks: [string, (desk: Desk, path: string) => void, string][] = [
    ["a file that is missing", (_desk, path) => rmSync(path), "C-11"],
    [
      "unparsable YAML",
      (desk) => desk.write(file, "---\nid: WP-1\n---\n```task\nid: T1\nid: T1\n```\n"),
      `C-12 ${file}:6`,
    ],
    [
      "conflict markers",
      (desk) => desk.write(file, `x\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n`),
      `C-13 ${file}:2`,
    ],
    [
      "invalid UTF-8",
      (desk) => desk.write(file, Buffer.from([0x61, 0x0a, 0x0a, 0xff, 0xfe])),
      `C-18 ${file}:3`,
    ],
    [
      "a file where its folder was",
      (_desk, path) => {
        rmSync(dirname(path), { recursive: true });
        writeFileSync(dirname(path), "");
      },
      "C-11",
    ],
    [
      "a folder where the file was",
      (_desk, path) => {
        rmSync(path);
        mkdirSync(path);
        writeFileSync(join(path, "x.md"), "");
      },
      "C-11",
    ],
    [
      "a link that leads out of the repository",
      (desk, path) => {
        const outside = join(desk.home.path, "outside.md");
        writeFileSync(outside, workplan({}));
        rmSync(path);
        symlinkSync(outside, path);
      },
      `C-19 ${file}`,
    ],
    [
      "a link that leads to itself",
      (_desk, path) => {
        rmSync(path);
        symlinkSync("plan.md", path);
      },
      `C-20 ${file}`,
    ],
  ];
  test.each(breaks)(
    "%s removes nothing, is reported, and the rest syncs",
    async (_, spoil, says) => {
      const desk = await syncedDesk();
      spoil(desk, join(desk.checkout.path, file));
      desk.write("TASKS.md", "- [x] B1: one\n");
      desk.commit();
      const lines: string[] = [];
      desk.ctx.log.write = (_level, _slug, message) => void lines.push(message);
      expect(await desk.sync()).toMatchObject({ outcome: "synced" });
      expect(desk.row("B1")).toMatchObject({ status: "done" });
      expect(removed(desk)).toEqual([]);
      expect(lines.join("\n")).toContain(says);
      desk.write("TASKS.md", "- [ ] B1: one\n");
      await desk.sync();
      expect(removed(desk)).toEqual([]);
    },
  );

  test("a mended file syncs again from where it stood", async () => {
    const desk = await syncedDesk();
    desk.write(file, "---\nid: [\n---\n");
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
    await desk.sync();
    desk.write(file, workplan({ T1: "todo", T2: "done" }));
    await desk.sync();
    expect(desk.read(file)).toBe(workplan({ T1: "blocked", T2: "done" }));
  });

  test("a task that HEAD still holds is not removed; one gone from HEAD too is marked, never deleted", async () => {
    const desk = await syncedDesk();
    desk.write(file, workplan({ T1: "todo" }));
    await desk.sync();
    expect(removed(desk)).toEqual([]);
    desk.commit();
    await desk.sync();
    expect(removed(desk)).toEqual(["T2"]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    desk.write(file, workplan({ T1: "todo", T2: "done" }));
    await desk.sync();
    expect(removed(desk)).toEqual([]);
  });

  test("an edit in the hub beats the file's deletion, and revives a removed task", async () => {
    const desk = await syncedDesk();
    desk.sql("UPDATE tasks SET title = 'Still needed' WHERE key = 'T2'");
    desk.write(file, workplan({ T1: "todo" }));
    desk.commit();
    await desk.sync();
    expect(removed(desk)).toEqual([]);
    desk.write(file, workplan({}));
    desk.commit();
    await desk.sync();
    expect(removed(desk)).toEqual(["T1"]);
    desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
    await desk.sync();
    expect(removed(desk)).toEqual([]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    expect(desk.read(file)).toBe(workplan({}));
  });

  test("a task that the hub has had back, edited and removed again stays removed", async () => {
    const desk = await syncedDesk();
    desk.write(file, workplan({ T1: "todo" }));
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'in_progress' WHERE key = 'T2'");
    desk.sql("UPDATE tasks SET removed_at = '2026-01-01T00:00:00.000Z' WHERE key = 'T2'");
    await desk.sync();
    expect(removed(desk)).toEqual(["T2"]);
  });

  test("an answer leaves a removed task removed", async () => {
    const desk = await makeDesk();
    desk.write(file, workplan({ T1: "todo", T2: "todo\nneeds_human: yes" }));
    desk.commit();
    await desk.sync();
    desk.write(file, workplan({ T1: "todo" }));
    desk.commit();
    for (let run = 1; run <= 2; run += 1) await desk.sync();
    desk.sql("UPDATE interventions SET status = 'resolved'");
    await desk.sync();
    expect(removed(desk)).toEqual(["T2"]);
  });

  test("an edit in the hub revives a removed task also where no checkout remembers what was removed", async () => {
    const desk = await syncedDesk();
    desk.write(file, workplan({ T1: "todo" }));
    desk.commit();
    await desk.sync();
    expect(removed(desk)).toEqual(["T2"]);
    desk.ctx.ledger().db.exec("DELETE FROM base_scopes; DELETE FROM files");
    desk.sql("UPDATE tasks SET title = 'Still needed' WHERE key = 'T2'");
    await desk.sync();
    expect(removed(desk)).toEqual([]);
    expect(desk.read(file)).toBe(workplan({ T1: "todo" }));
  });

  test("what a file said beside a removed row was never agreed on: where the row comes back as another, it is asked", async () => {
    const desk = await syncedDesk();
    desk.sql("UPDATE tasks SET removed_at = '2026-01-01T00:00:00Z' WHERE key = 'T2'");
    desk.ctx.ledger().db.exec("DELETE FROM base_scopes; DELETE FROM files");
    desk.write(file, workplan({ T1: "todo", T2: "blocked" }));
    await desk.sync();
    expect(removed(desk)).toEqual(["T2"]);
    desk.sql("UPDATE tasks SET removed_at = NULL, status = 'in_progress' WHERE key = 'T2'");
    expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
    expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "blocked" }));
    expect(desk.sql("SELECT markdown, hub, resolved_at FROM conflicts")).toEqual([
      { markdown: "blocked", hub: "in_progress", resolved_at: null },
    ]);
  });

  test("a task that is deleted while a conflict over it waits is not removed: the hub's value was never seen", async () => {
    const desk = await syncedDesk();
    desk.ctx.ledger().db.exec("DELETE FROM base_scopes; DELETE FROM files");
    desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T2'");
    expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
    desk.write(file, workplan({ T1: "todo" }));
    desk.commit();
    await desk.sync();
    expect(removed(desk)).toEqual([]);
    expect(desk.row("T2")).toMatchObject({ status: "blocked" });
  });

  test("a task that comes back as it was gets what the hub said meanwhile", async () => {
    const desk = await syncedDesk();
    desk.write(file, workplan({ T1: "todo" }));
    desk.commit();
    desk.sql("UPDATE tasks SET status = 'blocked', priority = 'high' WHERE key = 'T2'");
    await desk.sync();
    desk.write(file, workplan({ T1: "todo", T2: "done" }));
    await desk.sync();
    expect(desk.read(file)).toContain("id: T2\npriority: high\nstatus: blocked");
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  });

  test("a task that comes back with a value of its own conflicts with what the hub said meanwhile", async () => {
    const desk = await syncedDesk();
    desk.write(file, workplan({ T1: "todo" }));
    desk.commit();
    desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T2'");
    await desk.sync();
    desk.write(file, workplan({ T1: "todo", T2: "cancelled" }));
    await desk.sync();
    expect(desk.row("T2")).toMatchObject({ status: "cancelled" });
    expect(desk.sql("SELECT markdown, hub, chosen FROM conflicts")).toMatchObject([
      { markdown: "cancelled", hub: "blocked", chosen: "markdown" },
    ]);
  });

  test("what differs in a task that was removed when it was first met stays a question after its return", async () => {
    const desk = await syncedDesk();
    desk.sql("UPDATE tasks SET removed_at = '2026-01-01T00:00:00Z' WHERE key = 'T1'");
    await desk.sync();
    desk.ctx.ledger().db.exec("DELETE FROM base_scopes; DELETE FROM files");
    desk.write(file, workplan({ T1: "cancelled", T2: "done" }));
    await desk.sync();
    desk.sql("UPDATE tasks SET removed_at = NULL WHERE key = 'T1'");
    for (const outcome of ["conflict", "conflict"])
      expect(await desk.sync()).toMatchObject({ outcome });
    expect(desk.row("T1")).toMatchObject({ status: "todo" });
    expect(desk.read(file)).toBe(workplan({ T1: "cancelled", T2: "done" }));
  });

  test("a row that is removed or missing in the hub never deletes lines; an edit brings it back", async () => {
    const desk = await syncedDesk();
    desk.sql("UPDATE tasks SET removed_at = '2026-01-01T00:00:00Z' WHERE key = 'T1'");
    desk.sql("DELETE FROM tasks WHERE key = 'T2'");
    await desk.sync();
    expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "done" }));
    expect(removed(desk)).toEqual(["T1"]);
    expect(desk.row("T2")).toMatchObject({ status: "done" });
    desk.write(file, workplan({ T1: "blocked", T2: "done" }));
    await desk.sync();
    expect(desk.row("T1")).toMatchObject({ status: "blocked", removed_at: null });
  });

  test("another branch is left alone, unless tasks.branches names it", async () => {
    const desk = await syncedDesk();
    const { reconcile } = await import("../../../src/actions/reconcile/reconcile.ts");
    const config = await desk.ctx.config(desk.checkout.path);
    desk.write(file, workplan({ T1: "done" }));
    const at = { branch: "feature/x", listing: "fresh" } as const;
    expect(await reconcile(desk.ctx, desk.checkout, config, at)).toMatchObject({
      outcome: "skipped",
      detail: "off-branch",
    });
    expect(desk.row("T1")).toMatchObject({ status: "todo" });
    const tasks = { ...config.tasks, branches: ["feature/*"] };
    await reconcile(desk.ctx, desk.checkout, { ...config, tasks }, at);
    // A branch met for the first time has no base: what differs is asked about.
    expect(desk.sql("SELECT markdown, hub FROM conflicts")).toEqual([
      { markdown: "done", hub: "todo" },
    ]);
  });
});

test("duplicate ids are reported and neither is touched", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "todo" }).replaceAll("T2", "T1"));
  await desk.sync();
  expect(desk.sql("SELECT * FROM tasks")).toEqual([]);
});

test("a copied workplan does not take the original's tasks", async () => {
  const desk = await syncedDesk();
  desk.write("workplans/copy.md", workplan({ T1: "done", T2: "todo" }));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "todo" });
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read("workplans/copy.md")).toBe(workplan({ T1: "done", T2: "todo" }));
  expect(desk.read(file)).toContain("status: blocked");
});

test("a renamed workplan keeps its tasks", async () => {
  const desk = await syncedDesk();
  rmSync(join(desk.checkout.path, file));
  desk.write("workplans/new.md", workplan({ T1: "done", T2: "done" }));
  desk.commit();
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done", rev: 2 });
  expect(desk.sql("SELECT file FROM workstreams WHERE key = 'WP-1'")).toEqual([
    { file: "workplans/new.md" },
  ]);
});
