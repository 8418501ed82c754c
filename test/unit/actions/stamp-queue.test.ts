import { expect, test } from "vitest";
import { openStampQueue } from "../../../src/actions/sweep/stamp-queue.ts";
import { SyncError } from "../../../src/core/errors.ts";
import type { Stamp } from "../../../src/hub/stamps.ts";

const stamp = (path: string): Stamp => ({
  repoId: `repo of ${path}`,
  machine: "m",
  path,
  outcome: "synced",
  reason: null,
  detail: null,
  at: "2026-01-01T00:00:00Z",
  times: {},
  quiet: true,
});

const many = (count: number) => Array.from({ length: count }, (_, index) => stamp(`/r${index}`));

/** A queue that notes the sizes of what it is given, and fails as told. */
function open(fail: (batch: readonly Stamp[]) => Error | null = () => null) {
  const sizes: number[] = [];
  const queue = openStampQueue(async (batch) => {
    sizes.push(batch.length);
    const error = fail(batch);
    if (error) throw error;
  });
  return { queue, sizes };
}

test("sixty stamps take three transactions", async () => {
  const { queue, sizes } = open();
  for (const one of many(60)) queue.add(one);
  await queue.flush();
  expect(sizes).toEqual([25, 25, 10]);
  expect(await queue.written("/r59")).toBeNull();
});

test("a few stamps do not wait for the others, nor for the end", async () => {
  const { queue, sizes } = open();
  queue.add(stamp("/a"));
  expect(await queue.written("/a")).toBeNull();
  expect(sizes).toEqual([1]);
});

test("a checkout with nothing to write is written", async () => {
  expect(await open().queue.written("/other")).toBeNull();
});

test("what cannot be written fails alone: the others of its batch are written one by one", async () => {
  const refused = new SyncError("store", "no");
  const holdsBad = (batch: readonly Stamp[]) => batch.some(({ path }) => path === "/r1");
  const { queue, sizes } = open((batch) => (holdsBad(batch) ? refused : null));
  for (const one of many(3)) queue.add(one);
  await queue.flush();
  expect(sizes).toEqual([3, 1, 1, 1]);
  const ends = await Promise.all(many(3).map(({ path }) => queue.written(path)));
  expect(ends).toEqual([null, refused, null]);
});

test("a hub that is away is asked once for a whole batch, and each of its checkouts told", async () => {
  const away = new SyncError("offline", "held by another program");
  const { queue, sizes } = open(() => away);
  for (const one of many(3)) queue.add(one);
  await queue.flush();
  expect(sizes).toEqual([3]);
  expect(await queue.written("/r2")).toBe(away);
});

test("of two stamps of one checkout the one that failed is told", async () => {
  const lost = new SyncError("offline", "gone");
  let calls = 0;
  const { queue } = open(() => ((calls += 1) === 1 ? lost : null));
  queue.add(stamp("/a"));
  await queue.flush();
  queue.add(stamp("/a"));
  await queue.flush();
  expect(await queue.written("/a")).toBe(lost);
});
