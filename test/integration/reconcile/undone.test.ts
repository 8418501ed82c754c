import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Moment } from "../../../src/actions/reconcile/scope.ts";
import { writeFile } from "../../helpers/home.ts";
import { git } from "../../helpers/repository.ts";
import { crashAt, makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "TASKS.md";
const list = (first: string, second = "two") => `- [ ] T1: ${first}\n- [ ] T2: ${second}\n`;
const inGit = (desk: Desk, ...args: string[]) => git(desk.home, desk.checkout.path, ...args);
const conflicted = `<<<<<<< HEAD\n${list("x")}=======\n>>>>>>> other\n`;

async function renameInHub(desk: Desk, title = "from the hub"): Promise<void> {
  desk.sql("UPDATE tasks SET title = ? WHERE key = 'T1'", title);
  await desk.sync();
}

/** Its file holds a title that came from the hub, and no commit holds it yet. */
async function deskWithHubTitle(prepare: (desk: Desk) => void = () => {}): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  prepare(desk);
  desk.write(file, list("one"));
  desk.commit();
  await desk.sync();
  await renameInHub(desk);
  expect(desk.read(file)).toBe(list("from the hub"));
  return desk;
}

/** As `deskWithHubTitle`, where the hub's title has beaten one that a person had not committed. */
async function deskWithBeatenDraft(prepare: (desk: Desk) => void = () => {}): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  prepare(desk);
  desk.write(file, list("one"));
  desk.commit();
  await desk.sync();
  desk.write(file, list("draft"));
  await desk.sync();
  await renameInHub(desk);
  return desk;
}

/** A desk whose run died when it had written the hub's title into the file. */
async function deskThatDied(moment: Moment): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  desk.write(file, list("one"));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET title = 'from the hub' WHERE key = 'T1'");
  expect(await desk.sync(crashAt(moment))).toMatchObject({ outcome: "failed" });
  expect(desk.read(file)).toBe(list("from the hub"));
  return desk;
}

/** A desk before the first commit, whose file holds a title that came from the hub. */
async function deskBeforeCommits(): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  inGit(desk, "update-ref", "-d", "refs/heads/main");
  desk.write(file, list("one"));
  await desk.sync();
  await renameInHub(desk);
  return desk;
}

/** What becomes of the edit that a restored file gets before the next sync. */
const uncommittedOrNot: [string, (desk: Desk) => void][] = [
  ["uncommitted", () => {}],
  ["and that is committed", (desk) => desk.commit("T2 alone")],
];

/** Drops every object that no ref reaches. */
function prune(desk: Desk): void {
  inGit(desk, "reflog", "expire", "--expire=now", "--all");
  inGit(desk, "gc", "--quiet", "--prune=now");
}

async function expectTitle(desk: Desk, title: string, second = "two"): Promise<void> {
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ title });
  expect(desk.read(file)).toBe(list(title, second));
  await expect(desk.sync()).resolves.toMatchObject({ outcome: "nothing-to-do" });
}

describe("invariant 11: a value that was committed and taken back by a commit stays taken back", () => {
  test("also where another task is being edited", async () => {
    const desk = await deskWithHubTitle();
    desk.commit("take the hub's title");
    desk.write(file, list("one"));
    desk.commit("no, one");
    desk.write(file, list("one", "edited"));
    await expectTitle(desk, "one", "edited");
  });

  test("also where the hub's title had beaten a draft, and another task is being edited", async () => {
    const desk = await deskWithBeatenDraft();
    desk.commit("take the hub's title");
    inGit(desk, "revert", "--no-edit", "HEAD");
    desk.write(file, list("one", "edited"));
    await expectTitle(desk, "one", "edited");
  });

  test.each(["file-written", "bases-moved"] as const)(
    "also where the run that wrote it died at %s",
    async (moment) => {
      const desk = await deskThatDied(moment);
      desk.commit("take the hub's title");
      desk.write(file, list("one"));
      desk.commit("no, one");
      await expectTitle(desk, "one");
    },
  );

  test("also in a merge of commits that never touched the file", async () => {
    const desk = await deskWithHubTitle();
    inGit(desk, "branch", "upstream");
    desk.commit("take the hub's title");
    inGit(desk, "switch", "--quiet", "upstream");
    desk.write("other.txt", "x\n");
    desk.commit("another file");
    inGit(desk, "switch", "--quiet", "main");
    inGit(desk, "merge", "--quiet", "--no-commit", "upstream");
    desk.write(file, list("one"));
    desk.commit("merge, and back to one");
    await expectTitle(desk, "one");
  });

  test("also in a merge that takes the other side's list", async () => {
    const desk = await deskWithHubTitle();
    inGit(desk, "branch", "upstream");
    desk.commit("take the hub's title");
    inGit(desk, "switch", "--quiet", "upstream");
    desk.write(file, list("one", "theirs"));
    desk.commit("their list");
    inGit(desk, "switch", "--quiet", "main");
    inGit(desk, "merge", "--quiet", "--strategy-option=theirs", "upstream");
    await expectTitle(desk, "one", "theirs");
  });

  test("also many commits ago", async () => {
    const desk = await deskWithHubTitle();
    desk.commit("take the hub's title");
    const steps = Array.from({ length: 60 }, (_, at) => list("one", `two ${at}`));
    commitMany(desk, steps);
    await expectTitle(desk, "one", "two 59");
  });

  test("also more commits ago than anybody looks at", async () => {
    const desk = await deskWithHubTitle();
    desk.commit("take the hub's title");
    const steps = Array.from({ length: 1001 }, (_, at) => list("one", `two ${at}`));
    commitMany(desk, steps);
    await expectTitle(desk, "one", "two 1000");
  });

  test("also where the list is a link to another file of the repository", async () => {
    const desk = await makeDesk("tasks:\n  policy: hub\n");
    mkdirSync(join(desk.checkout.path, "plans"));
    desk.write("plans/real.md", list("one"));
    symlinkSync("plans/real.md", join(desk.checkout.path, file));
    desk.commit();
    await desk.sync();
    await renameInHub(desk);
    desk.commit("take the hub's title");
    desk.write("plans/real.md", list("one"));
    desk.commit("no, one");
    await expectTitle(desk, "one");
  });

  test("also where the list is a link, and the value had been seen committed", async () => {
    const desk = await makeDesk("tasks:\n  policy: hub\n");
    mkdirSync(join(desk.checkout.path, "plans"));
    desk.write("plans/real.md", list("one"));
    symlinkSync("plans/real.md", join(desk.checkout.path, file));
    desk.commit();
    await desk.sync();
    await renameInHub(desk);
    desk.commit("take the hub's title");
    await desk.sync();
    desk.write("plans/real.md", list("one"));
    await expectTitle(desk, "one");
  });

  test.each(["with", "without"])(
    "also where a filter keeps other text in commits, %s a sync between",
    async (kind) => {
      const desk = await deskWithHubTitle((fresh) => {
        inGit(fresh, "config", "filter.coded.clean", "base64");
        inGit(fresh, "config", "filter.coded.smudge", "base64 -d");
        fresh.write(".gitattributes", `${file} filter=coded\n`);
      });
      desk.commit("take the hub's title");
      if (kind === "with") await desk.sync();
      desk.write(file, list("one"));
      desk.commit("no, one");
      await expectTitle(desk, "one");
    },
  );

  test("also where those were the first commits", async () => {
    const desk = await deskBeforeCommits();
    desk.commit("the first one, with the hub's title");
    desk.write(file, list("one"));
    desk.commit("no, one");
    await expectTitle(desk, "one");
  });
});

/** Commits one version of the list after another, as `git fast-import` does it in a moment. */
function commitMany(desk: Desk, versions: readonly string[]): void {
  const first = `from ${inGit(desk, "rev-parse", "HEAD")}\n`;
  const commits = versions.map((text, at) =>
    [
      `commit refs/heads/main\ncommitter A <a@b> ${1_700_000_000 + at} +0000\ndata 1\n.\n`,
      at === 0 ? first : "",
      `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    ].join(""),
  );
  const { path } = desk.checkout;
  execFileSync("git", ["fast-import", "--quiet"], {
    cwd: path,
    env: desk.home.env,
    input: commits.join(""),
  });
  inGit(desk, "reset", "--quiet", "--hard");
}

describe("invariant 11: what a person committed is theirs", () => {
  test("where git has forgotten the commit that HEAD named before", async () => {
    const desk = await deskWithHubTitle();
    desk.write(file, list("mine"));
    inGit(desk, "commit", "--quiet", "--all", "--amend", "--message", "mine");
    prune(desk);
    await expectTitle(desk, "mine");
  });

  test("where a shallow fetch and a reset have replaced the history", async () => {
    const desk = await deskWithHubTitle();
    inGit(desk, "commit", "--quiet", "--all", "--amend", "--message", "the hub's");
    desk.write(file, list("mine"));
    desk.commit("mine");
    const remote = join(desk.home.path, "remote.git");
    inGit(desk, "push", "--quiet", "--force", remote, "main");
    inGit(desk, "fetch", "--quiet", "--depth=1", `file://${remote}`, "main");
    inGit(desk, "reset", "--quiet", "--hard", "FETCH_HEAD");
    inGit(desk, "update-ref", "-d", "refs/remotes/origin/main");
    prune(desk);
    await expectTitle(desk, "mine");
  });

  test("where a filter fails by which alone git could tell what it holds", async () => {
    const desk = await deskWithBeatenDraft((fresh) => {
      inGit(fresh, "config", "filter.coded.clean", "base64");
      inGit(fresh, "config", "filter.coded.smudge", "base64 -d");
      inGit(fresh, "config", "filter.coded.required", "true");
      fresh.write(".gitattributes", `${file} filter=coded\n`);
    });
    inGit(desk, "config", "filter.coded.smudge", "false");
    desk.commit("take the hub's title");
    desk.write(file, list("one"));
    desk.commit("no, one");
    await expectTitle(desk, "one");
  });

  test("also where the run that saw it beneath another edit died, and the file is restored to it", async () => {
    const desk = await deskWithHubTitle();
    desk.write(file, list("mine"));
    desk.commit("mine");
    desk.write(file, list("later"));
    expect(await desk.sync(crashAt("planned"))).toMatchObject({ outcome: "failed" });
    inGit(desk, "restore", file);
    await expectTitle(desk, "mine");
  });

  test("in the first commit", async () => {
    const desk = await deskBeforeCommits();
    desk.write(file, list("mine"));
    desk.commit("first");
    await expectTitle(desk, "mine");
  });

  test("in the first commit, where the file cannot be read when it is looked at", async () => {
    const desk = await deskBeforeCommits();
    desk.write(file, list("mine"));
    desk.commit("first");
    desk.write(file, conflicted);
    await desk.sync();
    desk.write(file, list("mine"));
    await expectTitle(desk, "mine");
  });

  test("where the run that wrote the hub's value died before it had noted HEAD", async () => {
    const desk = await makeDesk("tasks:\n  policy: hub\n");
    desk.write(file, list("one"));
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET title = 'from the hub' WHERE key = 'T1'");
    expect(await desk.sync(crashAt("bases-moved"))).toMatchObject({ outcome: "failed" });
    desk.write(file, list("mine"));
    desk.commit("mine");
    desk.write(file, conflicted);
    await desk.sync();
    desk.write(file, list("mine"));
    await expectTitle(desk, "mine");
  });

  test.each(uncommittedOrNot)(
    "over the hub's value that they had committed, which a run that died had written, %s",
    async (_, next) => {
      const desk = await deskThatDied("file-written");
      desk.commit("take the hub's title");
      desk.write(file, list("mine"));
      next(desk);
      await expectTitle(desk, "mine");
    },
  );

  test("where the file cannot be read for several commits", async () => {
    const desk = await deskWithHubTitle();
    desk.write(file, list("mine"));
    desk.commit("mine");
    desk.write(file, conflicted);
    await desk.sync();
    for (const text of ["1", "2", "3"]) {
      desk.write("other.txt", text);
      inGit(desk, "add", "other.txt");
      inGit(desk, "commit", "--quiet", "--message", "another file");
      await desk.sync();
    }
    desk.write(file, list("mine"));
    await expectTitle(desk, "mine");
  });

  test("also where commits have said HEAD's earlier word meanwhile, and another task is being edited", async () => {
    const desk = await deskWithBeatenDraft();
    for (const title of ["between", "one", "mine"]) {
      desk.write(file, list(title));
      desk.commit(title);
    }
    desk.write(file, list("mine", "edited"));
    await expectTitle(desk, "mine", "edited");
  });

  test.each(["planned", "hub-written"] as const)(
    "also where the run that saw it died at %s, and another task is being edited",
    async (moment) => {
      const desk = await deskWithHubTitle();
      desk.write(file, list("mine"));
      desk.commit("mine");
      desk.write(file, list("mine", "edited"));
      expect(await desk.sync(crashAt(moment))).toMatchObject({ outcome: "failed" });
      await expectTitle(desk, "mine", "edited");
    },
  );

  test("also where it says again what HEAD said at the last look", async () => {
    const desk = await deskWithBeatenDraft();
    desk.write(file, list("mine"));
    desk.commit("mine");
    desk.write(file, list("one"));
    desk.commit("no, one");
    await expectTitle(desk, "one");
  });
});

describe("invariant 11: a restore over a draft takes nothing from the hub", () => {
  test.each(uncommittedOrNot)("where another task is edited, %s", async (_, next) => {
    const desk = await deskWithBeatenDraft();
    inGit(desk, "restore", file);
    desk.write(file, list("one", "edited"));
    next(desk);
    await expectTitle(desk, "from the hub", "edited");
  });

  test.each(uncommittedOrNot)(
    "where the draft was committed and is reset away, and another task is edited, %s",
    async (_, next) => {
      const desk = await makeDesk("tasks:\n  policy: hub\n");
      desk.write(file, list("one"));
      desk.commit();
      await desk.sync();
      desk.write(file, list("draft"));
      desk.commit("draft");
      await desk.sync();
      await renameInHub(desk);
      inGit(desk, "reset", "--quiet", "--hard", "HEAD~1");
      desk.write(file, list("one", "edited"));
      next(desk);
      await expectTitle(desk, "from the hub", "edited");
    },
  );

  describe.each(["file-written", "bases-moved"] as const)("after a crash at %s", (moment) => {
    test.each<[string, (desk: Desk) => unknown]>([
      ["wrote the file", () => {}],
      [
        "saw a commit",
        async (desk) => {
          await renameInHub(desk, "older");
          desk.write(file, list("mine", "edited"));
          desk.commit("mine");
        },
      ],
    ])("in the first run that %s", async (_, before) => {
      const desk = await makeDesk("tasks:\n  policy: hub\n");
      desk.write(file, list("one", "edited"));
      desk.commit();
      await desk.sync();
      await before(desk);
      desk.write(file, list("draft", "edited"));
      desk.sql("UPDATE tasks SET title = 'from the hub' WHERE key = 'T1'");
      expect(await desk.sync(crashAt(moment))).toMatchObject({ outcome: "failed" });
      expect(desk.read(file)).toBe(list("from the hub", "edited"));
      inGit(desk, "restore", file);
      await expectTitle(desk, "from the hub", "edited");
    });
  });

  test("where a pull after a stash has changed another task", async () => {
    const desk = await deskWithBeatenDraft();
    inGit(desk, "stash", "--quiet");
    desk.write(file, list("one", "theirs"));
    desk.commit("as pulled");
    inGit(desk, "stash", "drop", "--quiet");
    await expectTitle(desk, "from the hub", "theirs");
  });

  test.each(["whole", "shallow"])(
    "where a reset to a %s history has changed another task",
    async (kind) => {
      const desk = await deskWithBeatenDraft();
      const other = join(desk.home.path, "other");
      const remote = join(desk.home.path, "remote.git");
      inGit(desk, "push", "--quiet", remote, "main");
      git(desk.home, desk.home.path, "clone", "--quiet", remote, other);
      writeFile(other, file, list("one", "theirs"));
      git(desk.home, other, "commit", "--quiet", "--all", "--message", "T2 alone");
      git(desk.home, other, "push", "--quiet");
      const depth = kind === "shallow" ? ["--depth=1"] : [];
      inGit(desk, "fetch", "--quiet", ...depth, `file://${remote}`, "main");
      inGit(desk, "reset", "--quiet", "--hard", "FETCH_HEAD");
      await expectTitle(desk, "from the hub", "theirs");
    },
  );

  test("where the file could not be read meanwhile, and the hub has another title since", async () => {
    const desk = await deskWithHubTitle();
    desk.write(file, list("one", "edited"));
    desk.commit("T2 alone");
    desk.write(file, conflicted);
    await desk.sync();
    desk.write(file, list("from the hub", "edited"));
    await desk.sync();
    desk.write(file, list("draft", "edited"));
    await desk.sync();
    await renameInHub(desk, "again from the hub");
    expect(desk.read(file)).toBe(list("again from the hub", "edited"));
    inGit(desk, "checkout", "--", file);
    await expectTitle(desk, "again from the hub", "edited");
  });
});

test("invariant 9: a priority that the hub does not have is cleared again where it was chosen without a base", async () => {
  const plan = "workplans/plan.md";
  const desk = await makeDesk();
  desk.write(plan, workplan({ T1: "todo\npriority: high" }));
  desk.commit();
  await desk.sync();
  desk.ctx.ledger().db.exec("DELETE FROM base_scopes");
  desk.sql("UPDATE tasks SET priority = NULL");
  await desk.sync();
  desk.sql("UPDATE conflicts SET chosen = 'hub'");
  await desk.sync();
  const cleared = desk.read(plan);
  expect(cleared).not.toContain("high");
  inGit(desk, "restore", plan);
  await desk.sync();
  expect(desk.read(plan)).toBe(cleared);
  expect(desk.row("T1")).toMatchObject({ priority: null });
});

test("invariant 9: so comes what the hub said long ago, and says again since its value was restored away", async () => {
  const desk = await makeDesk("tasks:\n  policy: hub\n");
  desk.write(file, list("one"));
  desk.commit();
  await desk.sync();
  desk.write(file, list("draft"));
  desk.commit("draft");
  await renameInHub(desk);
  inGit(desk, "restore", file);
  desk.sql("UPDATE tasks SET title = 'one' WHERE key = 'T1'");
  await expectTitle(desk, "one");
});

test("invariant 16: who deletes a task after a restore need not have seen the hub's value, also where another task is added before the next sync", async () => {
  const desk = await deskWithHubTitle();
  inGit(desk, "restore", file);
  desk.write(file, "- [ ] T2: two\n");
  desk.commit("somebody who never saw it deletes T1");
  desk.write(file, "- [ ] T2: two\n- [ ] T3: three\n");
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ title: "from the hub", removed_at: null });
});

test("the journal of a file whose deletion is committed keeps nothing, and a revert is still no edit over the hub's value", async () => {
  const desk = await deskWithHubTitle();
  const kept = () =>
    desk.ctx.ledger().db.prepare("SELECT length(before_bytes) AS size FROM writes").all();
  rmSync(join(desk.checkout.path, file));
  await desk.sync();
  expect(kept()).toMatchObject([{ size: list("one").length }]);
  desk.commit("delete the list");
  await desk.sync();
  expect(kept()).toEqual([]);
  inGit(desk, "revert", "--no-edit", "HEAD");
  await expectTitle(desk, "from the hub");
  expect(kept()).toMatchObject([{ size: list("one").length }]);
});

test("invariant 14: commits from before a look at a readable file say nothing of a restore after it", async () => {
  const desk = await deskWithHubTitle();
  desk.commit("take the hub's title");
  desk.write(file, list("one"));
  desk.commit("no, one");
  desk.write(file, conflicted);
  await desk.sync();
  desk.write(file, list("from the hub"));
  await desk.sync();
  inGit(desk, "checkout", "--", file);
  await expectTitle(desk, "from the hub");
});

test("a HEAD whose commit cannot be read fails the run, and nothing is written", async () => {
  const desk = await deskWithHubTitle();
  desk.commit("take the hub's title");
  const id = inGit(desk, "rev-parse", "HEAD");
  rmSync(join(desk.checkout.path, ".git/objects", id.slice(0, 2), id.slice(2)));
  desk.write(file, list("one"));
  expect(await desk.sync()).toMatchObject({ outcome: "failed" });
  expect(desk.read(file)).toBe(list("one"));
  expect(desk.row("T1")).toMatchObject({ title: "from the hub" });
});
