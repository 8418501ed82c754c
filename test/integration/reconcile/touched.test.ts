import * as fc from "fast-check";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { putBack } from "../../../src/actions/reconcile/put-back.ts";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import type { Listing } from "../../../src/actions/reconcile/scope.ts";
import type { StepRecord } from "../../../src/core/outcome.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const names = ["a", "b", "c"] as const;
const fileOf = (name: string) => `workplans/${name}.md`;
const plan = (name: string, status: string) => workplan({ [`${name}1`]: status }, `id: ${name}`);

/** One reconcile as a run with this listing makes it, and the task files that it looked at. */
async function syncAs(
  desk: Desk,
  listing: Listing,
): Promise<{ record: StepRecord; looked: string[] }> {
  const looked = new Set<string>();
  const { files } = desk.ctx;
  const watched = {
    ...files,
    stat: (path: string) => {
      if (path.endsWith(".md")) looked.add(path.slice(desk.checkout.path.length + 1));
      return files.stat(path);
    },
  };
  const head = git(desk.home, desk.checkout.path, "rev-parse", "HEAD");
  const config = await desk.ctx.config(desk.checkout.path);
  const at = { branch: "main", head, listing };
  const record = await reconcile({ ...desk.ctx, files: watched }, desk.checkout, config, at);
  return { record, looked: [...looked].sort() };
}

/** Three committed workplans that stand long enough to be trusted, and HEAD is known to hold them. */
async function settledDesk(): Promise<Desk> {
  const desk = await makeDesk();
  for (const name of names) writeOld(desk, name, "todo");
  desk.commit();
  await syncAs(desk, "fresh");
  await age(desk);
  await syncAs(desk, "touched");
  return desk;
}

const writeOld = (desk: Desk, name: string, status: string) =>
  desk.write(fileOf(name), plan(name, status));

/** As if the last look had been a while after the files' last change. */
async function age(desk: Desk): Promise<void> {
  desk.ctx.ledger().db.exec("UPDATE files SET recorded_ms = recorded_ms + 3000");
}

test("a commit's run looks at the files that the commit has touched, and at no other", async () => {
  const desk = await settledDesk();
  writeOld(desk, "b", "done");
  desk.commit();
  const { record, looked } = await syncAs(desk, "touched");
  expect(record).toMatchObject({ outcome: "synced", detail: "1 to the hub" });
  expect(looked).toEqual([fileOf("b")]);
  expect(desk.row("b1")).toMatchObject({ status: "done" });
});

test("a commit's run sees a saved edit that no commit holds, a new file, and one that is gone", async () => {
  const desk = await settledDesk();
  writeOld(desk, "a", "blocked");
  desk.write(fileOf("d"), plan("d", "done"));
  rmSync(join(desk.checkout.path, fileOf("c")));
  const { looked } = await syncAs(desk, "touched");
  expect(looked).toEqual(["a", "c", "d"].map(fileOf));
  expect(desk.row("a1")).toMatchObject({ status: "blocked" });
  expect(desk.row("d1")).toMatchObject({ status: "done" });
});

test("a commit's run sees that a saved edit was taken back, although git has nothing to say of it", async () => {
  const desk = await settledDesk();
  writeOld(desk, "a", "blocked");
  await syncAs(desk, "touched");
  git(desk.home, desk.checkout.path, "checkout", "--", fileOf("a"));
  await syncAs(desk, "touched");
  expect(desk.row("a1")).toMatchObject({ status: "todo" });
});

test("a commit's run sees what the hub has changed in a file that nobody has touched", async () => {
  const desk = await settledDesk();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'c1'");
  const { record, looked } = await syncAs(desk, "touched");
  expect(record).toMatchObject({ outcome: "synced", detail: "1 to markdown" });
  expect(looked).toEqual([fileOf("c")]);
  expect(desk.read(fileOf("c"))).toBe(plan("c", "done"));
});

test("a commit's run writes the hub's value again into a file that was put back for a pull", async () => {
  const desk = await settledDesk();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'c1'");
  await syncAs(desk, "touched");
  expect(await putBack(desk.ctx, desk.checkout, [fileOf("c")])).toEqual([fileOf("c")]);
  expect(desk.read(fileOf("c"))).toBe(plan("c", "todo"));
  await syncAs(desk, "touched");
  expect(desk.read(fileOf("c"))).toBe(plan("c", "done"));
});

test("other patterns, or a commit that git no longer knows, make it look at every file", async () => {
  const desk = await settledDesk();
  desk.ctx
    .ledger()
    .db.exec("UPDATE hub_seen SET head = '0123456789012345678901234567890123456789'");
  expect((await syncAs(desk, "touched")).looked).toEqual(names.map(fileOf));
  desk.ctx.ledger().db.exec(`UPDATE hub_seen SET patterns = '["other"]'`);
  expect((await syncAs(desk, "touched")).looked).toEqual(names.map(fileOf));
});

test("a copy of a file that nothing else has touched does not take its tasks", async () => {
  const desk = await settledDesk();
  desk.write(fileOf("copy"), plan("a", "done"));
  desk.commit();
  await syncAs(desk, "touched");
  expect(desk.row("a1")).toMatchObject({ status: "todo" });
  expect(desk.sql("SELECT file FROM workstreams WHERE key = 'a'")).toEqual([{ file: fileOf("a") }]);
});

const act = fc.record({
  kind: fc.constantFrom("edit", "hub", "commit", "restore", "stash", "pop", "back", "sync"),
  name: fc.constantFrom(...names),
  status: fc.constantFrom("todo", "done", "blocked"),
});

test("whatever happened since the last run: where git's word has been followed, a look at every file finds nothing more", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 7 }), async (acts) => {
      const desk = await settledDesk();
      const { path } = desk.checkout;
      const tryGit = (...args: string[]) => {
        try {
          git(desk.home, path, ...args);
        } catch (error) {
          // Nothing to commit, to stash or to go back to.
          expect(error).toBeInstanceOf(Error);
        }
      };
      for (const { kind, name, status } of acts) {
        if (kind === "edit") writeOld(desk, name, status);
        else if (kind === "hub")
          desk.sql("UPDATE tasks SET status = ? WHERE key = ?", status, `${name}1`);
        else if (kind === "commit") tryGit("commit", "--all", "--quiet", "--message", "c");
        else if (kind === "restore") tryGit("checkout", "--quiet", "--", fileOf(name));
        else if (kind === "stash") tryGit("stash", "--quiet");
        else if (kind === "pop") tryGit("stash", "pop", "--quiet");
        else if (kind === "back") tryGit("reset", "--hard", "--quiet", "HEAD~1");
        else {
          await syncAs(desk, "touched");
          await age(desk);
        }
      }
      await syncAs(desk, "touched");
      const { record } = await syncAs(desk, "fresh");
      expect(record).toMatchObject({ outcome: "nothing-to-do" });
    }),
    { numRuns: 12 },
  );
});
