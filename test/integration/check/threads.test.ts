import { expect, test } from "vitest";
import { readFiles } from "../../../src/actions/check/read-files.ts";
import type { Share } from "../../../src/actions/check/read-share.ts";
import { openCheckScope } from "../../../src/actions/check/scope.ts";
import { beginCheck, checkedFiles } from "../../../src/ledger/checked-files.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const count = 400;
const pathOf = (index: number) => `workplans/plan-${String(index).padStart(3, "0")}.md`;
const paths = Array.from({ length: count }, (_, index) => pathOf(index));

/** Workplans in step with the hub, but for some that differ, that repeat an id, or that nobody can read. */
async function manyPlans(): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  // All files look as if they had been written long before.
  desk.ctx.clock = { ...desk.ctx.clock, now: () => new Date(Date.now() + 10_000) };
  for (const [index, path] of paths.entries())
    desk.write(path, workplan({ T1: "todo", T2: "done" }, `id: P${index}\nstatus: active`));
  desk.commit();
  await desk.sync();
  for (const [index, path] of paths.entries()) {
    if (index % 7 === 0) desk.write(path, desk.read(path).replace("status: todo", "status: done"));
    if (index % 11 === 0) desk.write(path, `${desk.read(path)}\n\`\`\`task\nid: T1\n\`\`\`\n`);
    if (index % 13 === 0) desk.write(path, Buffer.from([0xc3, 0x28]));
  }
  return desk;
}

const sleep = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const inOrder = ({ checked, unreadable }: Share) => ({
  checked: checked.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  unreadable: unreadable.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
});

test("several threads find in a checkout's files what one finds, and remember it", async () => {
  const desk = await manyPlans();
  const scope = await openCheckScope(desk.ctx, desk.checkout);
  const ledger = desk.ctx.ledger();
  const remembered = () =>
    checkedFiles(ledger, desk.checkout.id)
      .map(({ path }) => path)
      .sort();
  beginCheck(ledger, scope.basis, scope.change, []);
  const alone = inOrder(await readFiles(scope, paths, 1));
  const kept = remembered();
  expect(alone.checked.flatMap(({ own, compared }) => [...own, ...compared])).toContainEqual(
    expect.objectContaining({ code: "C-03" }),
  );
  expect([alone.checked.length, alone.unreadable.length, kept.length]).toEqual([369, 31, 369]);

  beginCheck(ledger, scope.basis, scope.change, []);
  const { read } = desk.ctx.files;
  let [reads, tries] = [0, 0];
  scope.ctx.files = {
    ...scope.ctx.files,
    read(path) {
      // Here nothing is read before another thread has remembered a file.
      for (; tries < 6000 && remembered().length === 0; tries += 1) sleep(10);
      reads += 1;
      return read(path);
    },
  };
  expect(inOrder(await readFiles(scope, paths, 3))).toEqual(alone);
  expect(remembered()).toEqual(kept);
  expect(reads).toBeLessThan(count);
});

test("a thread that meets another hub than the check says so, and the check ends", async () => {
  const desk = await makeDesk();
  desk.write(pathOf(0), workplan({ T1: "todo" }));
  const scope = await openCheckScope(desk.ctx, desk.checkout);
  const other = makeHome();
  const ctx = { ...desk.ctx, env: { ...desk.ctx.env, ...other.env } };
  await expect(readFiles({ ...scope, ctx }, [pathOf(0)], 2)).rejects.toMatchObject({
    code: "locked",
    hint: "run: sync-hooks check",
  });
});

test("a thread that cannot open the hub fails the check as the check itself would", async () => {
  const desk = await makeDesk();
  const scope = await openCheckScope(desk.ctx, desk.checkout);
  const broken = makeHome();
  const configFile = writeFile(broken.path, "broken.yaml", "hub: [\n");
  const ctx = { ...desk.ctx, configFile, configFileMust: "exist" as const };
  await expect(readFiles({ ...scope, ctx }, [pathOf(0)], 2)).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("broken.yaml"),
  });
});
