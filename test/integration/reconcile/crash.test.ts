import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { moments, type Moment } from "../../../src/actions/reconcile/scope.ts";
import type { BaseScope } from "../../../src/ledger/bases.ts";
import { noteAlso } from "../../../src/ledger/unconfirmed.ts";
import { git } from "../../helpers/repository.ts";
import {
  crashAt,
  hubContents,
  makeDesk,
  usesOtherHubs,
  workplan,
  type Desk,
} from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

/** Edits of every kind at once: each side alone, both the same, both different, new, gone. */
async function busyDesk(policy: string): Promise<Desk> {
  const desk = await makeDesk(`tasks:\n  policy: ${policy}\n`);
  const tasks = { M: "todo", H: "todo", S: "todo", C: "todo", G: "todo" };
  desk.write(file, workplan(tasks));
  desk.write("TASKS.md", "- [ ] B1: one\n- [ ] B2: two\n");
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key IN ('H', 'S', 'B1')");
  desk.sql("UPDATE tasks SET status = 'cancelled', title = 'From the hub' WHERE key = 'C'");
  const { G: _gone, ...left } = tasks;
  desk.write(file, workplan({ ...left, M: "done", S: "done", C: "blocked", N: "todo" }));
  desk.commit();
  return desk;
}

const everything = (desk: Desk) => ({
  ...(hubContents(desk) as object),
  file: desk.read(file),
  boxes: desk.read("TASKS.md"),
});

async function uncrashed(policy: string) {
  const desk = await busyDesk(policy);
  await desk.sync();
  const result = everything(desk);
  const { outcome } = await desk.sync();
  expect(everything(desk)).toEqual(result);
  return { result, outcome };
}

// What a policy decides does not depend on the kind of hub.
const policies = usesOtherHubs() ? ["ask"] : ["markdown", "hub", "ask"];

describe.each(policies)("invariant 14, policy %s", (policy) => {
  let known: ReturnType<typeof uncrashed> | null = null;

  test.each(moments)("a crash at %s, then a rerun, gives the uncrashed result", async (moment) => {
    const whole = await (known ??= uncrashed(policy));
    const crashed = await busyDesk(policy);
    expect(await crashed.sync(crashAt(moment))).toMatchObject({
      outcome: "failed",
      detail: expect.stringContaining(`crash at ${moment}`),
    });
    await crashed.sync();
    expect(everything(crashed)).toEqual(whole.result);
    expect(await crashed.sync()).toMatchObject({ outcome: whole.outcome });
    expect(everything(crashed)).toEqual(whole.result);
  });
});

describe("invariant 14: a crash after the hub's commit, before anybody has heard of it", () => {
  test("a task that came through so takes the hub's later edit: no conflict over what one side changed", async () => {
    const desk = await makeDesk();
    desk.write(file, workplan({ T1: "todo" }));
    await desk.sync(crashAt("hub-written"));
    desk.sql("UPDATE tasks SET priority = 'high', status = 'done' WHERE key = 'T1'");
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
    expect(desk.read(file)).toContain("id: T1\npriority: high\nstatus: done");
    expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
  });

  test("an edit that came through so gives way to the hub's later one", async () => {
    const desk = await makeDesk("tasks:\n  policy: markdown\n");
    desk.write(file, workplan({ T1: "todo" }));
    await desk.sync();
    desk.write(file, workplan({ T1: "done" }));
    await desk.sync(crashAt("hub-written"));
    expect(desk.row("T1")).toMatchObject({ status: "done" });
    desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
    await desk.sync();
    expect(desk.read(file)).toBe(workplan({ T1: "blocked" }));
    expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
  });

  test("of several transactions whose end was not heard, those up to the hub's receipt were made", async () => {
    const desk = await makeDesk("tasks:\n  policy: ask\n");
    const keys = ["T1", "T2", "T3"];
    desk.write(file, workplan({ T1: "todo", T2: "todo", T3: "todo" }));
    await desk.sync();
    const ledger = desk.ctx.ledger();
    const scope = ledger.db
      .prepare("SELECT checkout_id AS checkoutId, branch, hub_id AS hubId FROM base_scopes")
      .get() as BaseScope;
    for (const key of keys) {
      const { words } = ledger.db.prepare("SELECT words FROM bases WHERE key = ?").get(key) as {
        words: string;
      };
      const changes = { set: `{"${key}":${words}}`, forget: [] };
      noteAlso(ledger, scope, { receipt: `wrote ${key}`, bases: [["WP-1", changes]] });
      ledger.db.prepare("DELETE FROM bases WHERE key = ?").run(key);
    }
    desk.sql("UPDATE receipts SET receipt = 'wrote T2'");
    desk.sql("UPDATE tasks SET status = 'done'");
    expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
    expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "done", T3: "todo" }));
  });

  test("an edit that did not come through is no base: what the hub says meanwhile differs", async () => {
    const desk = await makeDesk("tasks:\n  policy: ask\n");
    desk.write(file, workplan({ T1: "todo" }));
    await desk.sync();
    desk.write(file, workplan({ T1: "done" }));
    desk.sql("ALTER TABLE receipts RENAME TO away");
    expect(await desk.sync()).toMatchObject({ outcome: "failed" });
    desk.sql("ALTER TABLE away RENAME TO receipts");
    desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
    expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
    expect(desk.read(file)).toBe(workplan({ T1: "done" }));
    expect(desk.row("T1")).toMatchObject({ status: "blocked" });
  });
});

describe("invariant 14: a crash after a file was written, before anybody has noted it", () => {
  const news = "UPDATE tasks SET status = 'blocked', title = 'Later' WHERE key = 'T1'";

  /** The hub's first news has reached the file, and the process died then. */
  async function diedAfterWriting(policy = "markdown"): Promise<Desk> {
    const desk = await makeDesk(`tasks:\n  policy: ${policy}\n`);
    desk.write(file, workplan({ T1: "todo", T2: "todo" }));
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'done', title = 'First' WHERE key = 'T1'");
    await desk.sync(crashAt("file-written"));
    expect(desk.read(file)).toContain("## First\n\n```task\nid: T1\nstatus: done");
    return desk;
  }

  test.each<[string, (desk: Desk) => void]>([
    ["is as it was left", () => {}],
    ["has been committed", (desk) => desk.commit()],
    [
      "has been edited elsewhere",
      (desk) =>
        desk.write(file, desk.read(file).replace("id: T2\nstatus: todo", "id: T2\nstatus: done")),
    ],
    [
      "has been edited elsewhere and committed",
      (desk) => {
        desk.write(file, desk.read(file).replace("id: T2\nstatus: todo", "id: T2\nstatus: done"));
        desk.commit();
      },
    ],
  ])("the hub's later edit is no conflict where the file %s", async (_, happens) => {
    const desk = await diedAfterWriting();
    desk.sql(news);
    happens(desk);
    await desk.sync();
    expect(desk.sql("SELECT field, markdown, hub FROM conflicts")).toEqual([]);
    expect(desk.read(file)).toContain("## Later\n\n```task\nid: T1\nstatus: blocked");
  });

  test.each<[string, string, (desk: Desk) => void]>([
    ["workplan", "workplans/renamed.md", () => {}],
    ["workplan and committed", "workplans/renamed.md", (desk) => desk.commit()],
  ])("the hub's later edit is no conflict where the file is a renamed %s", async (_, to, next) => {
    const desk = await diedAfterWriting();
    desk.sql(news);
    git(desk.home, desk.checkout.path, "mv", file, to);
    next(desk);
    await desk.sync();
    expect(desk.sql("SELECT field, markdown, hub FROM conflicts")).toEqual([]);
    expect(desk.read(to)).toContain("## Later\n\n```task\nid: T1\nstatus: blocked");
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  });

  test("the hub's later edit is no conflict where the file is a renamed list", async () => {
    const [list, to] = ["TASKS.md", "docs/TASKS.md"];
    const desk = await makeDesk("tasks:\n  policy: markdown\n");
    desk.write(list, "- [ ] T1: one\n- [ ] T2: two\n");
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'done', title = 'First' WHERE key = 'T1'");
    await desk.sync(crashAt("file-written"));
    desk.sql("UPDATE tasks SET status = 'todo', title = 'Later' WHERE key = 'T1'");
    desk.write(to, "");
    git(desk.home, desk.checkout.path, "mv", "-f", list, to);
    await desk.sync();
    expect(desk.sql("SELECT field, markdown, hub FROM conflicts")).toEqual([]);
    expect(desk.read(to)).toBe("- [ ] T1: Later\n- [ ] T2: two\n");
  });

  test("a file that was put back before the next run gets the hub's later edit", async () => {
    const desk = await diedAfterWriting();
    desk.sql(news);
    git(desk.home, desk.checkout.path, "checkout", "--quiet", "--", file);
    await desk.sync();
    expect(desk.sql("SELECT field, markdown, hub FROM conflicts")).toEqual([]);
    expect(desk.read(file)).toContain("## Later\n\n```task\nid: T1\nstatus: blocked");
  });

  test.each(["markdown", "hub", "ask"])(
    "a person's edit on top of what was written is an edit, and no conflict (policy %s)",
    async (policy) => {
      const desk = await diedAfterWriting(policy);
      desk.write(
        file,
        desk.read(file).replace("id: T1\nstatus: done", "id: T1\nstatus: cancelled"),
      );
      await desk.sync();
      await desk.sync();
      expect(desk.sql("SELECT field, markdown, hub FROM conflicts")).toEqual([]);
      expect(desk.row("T1")).toMatchObject({ status: "cancelled", title: "First" });
      expect(desk.read(file)).toContain("## First\n\n```task\nid: T1\nstatus: cancelled");
    },
  );

  test("a person's edit on top of what was written is an edit, and the hub's later one conflicts with it", async () => {
    const desk = await diedAfterWriting();
    desk.sql(news);
    desk.write(file, desk.read(file).replace("id: T1\nstatus: done", "id: T1\nstatus: cancelled"));
    await desk.sync();
    expect(desk.sql("SELECT field, markdown, hub FROM conflicts")).toEqual([
      { field: "status", markdown: "cancelled", hub: "blocked" },
    ]);
    expect(desk.read(file)).toContain("## Later\n\n```task\nid: T1\nstatus: cancelled");
  });
});

/** Writes into the file in the very moment between the hub's write and the file's. */
const meanwhile =
  (desk: Desk, at: Moment, text: (before: string) => string) => (moment: Moment) => {
    const path = join(desk.checkout.path, file);
    if (moment === at) writeFileSync(path, text(readFileSync(path, "utf8")));
  };

test("invariant 15: a file that changed since it was read is not written, and the next run does it", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  const edit = (before: string) =>
    before.replace("id: T2\nstatus: todo", "id: T2\nstatus: blocked");
  await desk.sync(meanwhile(desk, "hub-written", edit));
  expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "blocked" }));
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  expect(desk.row("T2")).toMatchObject({ status: "blocked" });
});

test("invariant 14: a row written by somebody else since it was read is not overwritten", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  desk.write(file, workplan({ T1: "done" }));
  let once = true;
  await desk.sync((moment) => {
    if (moment === "planned" && once)
      desk.sql("UPDATE tasks SET priority = 'high' WHERE key = 'T1'");
    once = false;
  });
  expect(desk.row("T1")).toMatchObject({ status: "done", priority: "high" });
  expect(desk.read(file)).toContain("priority: high");
});

test("invariant 14: a restored file is an undone write, not a person's edit: the hub's value comes again", async () => {
  const desk = await makeDesk();
  const before = workplan({ T1: "todo", T2: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T2'");
  await desk.sync();
  desk.write(file, before);
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("invariant 14: a restore of a file that a person had edited too keeps the hub's values", async () => {
  const desk = await makeDesk();
  const before = workplan({ T1: "todo", T2: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  desk.write(file, workplan({ T1: "todo", T2: "blocked" }));
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  desk.write(file, before);
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  // T2's value was the person's own, and so is its taking back.
  expect(desk.row("T2")).toMatchObject({ status: "todo" });
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
});

test("invariant 14: a restore and an edit of another field before the next sync keep the hub's value and the edit", async () => {
  const desk = await makeDesk();
  const before = workplan({ T1: "todo", T2: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.write(file, workplan({ T1: "todo", T2: "blocked" }));
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(desk.row("T2")).toMatchObject({ status: "blocked" });
});

test("invariant 11: a value that was undone is the hub's news still where the task's deletion arrives next", async () => {
  const desk = await makeDesk();
  const before = workplan({ T1: "todo", T2: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET needs_human = 1 WHERE key = 'T2'");
  await desk.sync();
  desk.write(file, before);
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit("somebody who never saw it deletes T2");
  await desk.sync();
  expect(desk.row("T2")).toMatchObject({ needs_human: 1, removed_at: null });
});

test("invariant 11: a commit on top of a write, made before the run has ended, is an edit", async () => {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  await desk.sync((moment) => {
    if (moment === "planned") desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
    if (moment !== "bases-moved") return;
    desk.write(file, workplan({ T1: "cancelled" }));
    desk.commit();
  });
  expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
  expect(desk.read(file)).toBe(workplan({ T1: "cancelled" }));
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("a person's own later value that is set back counts as an edit, however often the hub had written there", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.write(file, workplan({ T1: "blocked", T2: "todo" }));
  await desk.sync();
  desk.write(file, workplan({ T1: "todo", T2: "blocked" }));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "todo" });
  expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "blocked" }));
});

test("a value that HEAD holds is the file's own: changing it back is a person's edit", async () => {
  const desk = await makeDesk();
  const before = workplan({ T1: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.commit("take the hub's value");
  await desk.sync();
  desk.write(file, before);
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "todo" });
});

test("a value that was committed and taken back by another commit, with no sync between, was a person's word", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.commit("take the hub's value");
  git(desk.home, desk.checkout.path, "revert", "--no-edit", "HEAD");
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "todo" });
  expect(desk.read(file)).toBe(workplan({ T1: "todo" }));
});

test("a restore over a person's edit that the hub's value had beaten is nobody's word: the hub's value comes again", async () => {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  const before = workplan({ T1: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  desk.write(file, workplan({ T1: "blocked" }));
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
  git(desk.home, desk.checkout.path, "restore", file);
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
});

test("a restore takes nothing from the hub, where a person's edit and an answer to it came between two writes", async () => {
  const desk = await makeDesk();
  const before = workplan({ T1: "todo", T2: "todo" });
  desk.write(file, before);
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.write(file, workplan({ T1: "done", T2: "blocked" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'in_progress' WHERE key = 'T2'");
  await desk.sync();
  git(desk.home, desk.checkout.path, "restore", file);
  await desk.sync();
  expect(desk.row("T2")).toMatchObject({ status: "in_progress" });
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "in_progress" }));
});

test("what the hub says at a restore comes into the file, also where a person had once said it there", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  desk.write(file, workplan({ T1: "blocked" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  git(desk.home, desk.checkout.path, "restore", file);
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "blocked" });
  expect(desk.read(file)).toBe(workplan({ T1: "blocked" }));
});

test("another word that a person committed over the hub's value is the person's, not an undone write", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.write(file, workplan({ T1: "cancelled" }));
  desk.commit("no, cancelled");
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "cancelled" });
  expect(desk.read(file)).toBe(workplan({ T1: "cancelled" }));
});

/** Its file holds a title that came from the hub, and no commit holds it yet. */
async function deskWithHubTitle(): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  desk.write("TASKS.md", "- [ ] T1: one\n");
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET title = 'from the hub' WHERE key = 'T1'");
  await desk.sync();
  return desk;
}

test.each([
  [
    "is full of git's conflict marks",
    (text: string) => `<<<<<<< HEAD\n${text}=======\n>>>>>>> other\n`,
  ],
  ["is gone", () => null],
])(
  "another word that a person committed stays theirs where the file %s when it is looked at",
  async (_, broken) => {
    const desk = await deskWithHubTitle();
    const mine = "- [ ] T1: mine\n";
    desk.write("TASKS.md", mine);
    desk.commit();
    const path = join(desk.checkout.path, "TASKS.md");
    const between = broken(mine);
    if (between === null) rmSync(path);
    else writeFileSync(path, between);
    await desk.sync();
    writeFileSync(path, mine);
    await desk.sync();
    expect(desk.read("TASKS.md")).toBe(mine);
    expect(desk.row("T1")).toMatchObject({ title: "mine" });
  },
);

test("an edit that is committed while the run looks at HEAD is an edit, not a file that was put back", async () => {
  const desk = await deskWithHubTitle();
  desk.write("TASKS.md", "- [ ] T1: mine\n");
  const { run } = desk.ctx;
  let isCommitted = false;
  desk.ctx.run = async (command, args, options) => {
    const result = await run(command, args, options);
    if (args.includes("HEAD^{commit}") && !isCommitted) {
      isCommitted = true;
      desk.commit();
    }
    return result;
  };
  await desk.sync();
  expect(isCommitted).toBe(true);
  expect(desk.read("TASKS.md")).toBe("- [ ] T1: mine\n");
  expect(desk.row("T1")).toMatchObject({ title: "mine" });
});

test("a stash and its pop are no edits: the hub's value stands before and after", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  git(desk.home, desk.checkout.path, "stash", "--quiet");
  git(desk.home, desk.checkout.path, "stash", "pop", "--quiet");
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  git(desk.home, desk.checkout.path, "stash", "--quiet");
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
});
