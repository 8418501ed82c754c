import { expect, test } from "vitest";
import { openQueue } from "../../../src/actions/watch/queue.ts";

/** Work that ends when it is told to, and notes when it began. */
function makeWork() {
  const begun: string[] = [];
  const enders: (() => void)[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => enders.push(resolve));
  };
  const endOne = async () => {
    enders.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, work, endOne };
}

test("of one repository one piece of work runs at a time, of all as many as the limit", async () => {
  const { begun, work, endOne } = makeWork();
  const queue = openQueue(2);
  void queue.add("a", "one", work("a1"));
  void queue.add("a", "two", work("a2"));
  void queue.add("b", "one", work("b1"));
  void queue.add("c", "one", work("c1"));
  expect(begun).toEqual(["a1", "b1"]);
  await endOne();
  expect(begun).toEqual(["a1", "b1", "a2"]);
  await endOne();
  expect(begun).toEqual(["a1", "b1", "a2", "c1"]);
});

test("however often something happens during a run, exactly one more follows", async () => {
  const { begun, work, endOne } = makeWork();
  const queue = openQueue(2);
  const ends = Array.from({ length: 50 }, (_, index) => queue.add("a", "sync", work(`${index}`)));
  expect(begun).toEqual(["0"]);
  await endOne();
  expect(begun).toEqual(["0", "1"]);
  await endOne();
  await Promise.all(ends);
  expect(begun).toEqual(["0", "1"]);
});

test("at the end what waits is dropped, and what has begun is waited for", async () => {
  const { begun, work, endOne } = makeWork();
  const queue = openQueue(1);
  void queue.add("a", "one", work("a1"));
  const dropped = queue.add("b", "one", work("b1"));
  let isOver = false;
  const end = queue.end().then(() => (isOver = true));
  await dropped;
  expect(isOver).toBe(false);
  await endOne();
  await end;
  expect(begun).toEqual(["a1"]);
});
