import { expect, test } from "vitest";
import { eachBounded } from "../../../src/actions/each-bounded.ts";

/** Works on `host` names; records how many were under way at once, over all and per host. */
async function work(hosts: readonly string[], limit: number, perHost: number) {
  const most = new Map<string, number>();
  const now = new Map<string, number>();
  const enter = (key: string, by: 1 | -1) => {
    const count = (now.get(key) ?? 0) + by;
    now.set(key, count);
    most.set(key, Math.max(most.get(key) ?? 0, count));
  };
  const order: string[] = [];
  const shares = (host: string) => [{ key: host, limit: perHost }];
  await eachBounded(hosts, { limit, shares }, async (host) => {
    order.push(host);
    enter(host, 1);
    enter("all", 1);
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
    enter(host, -1);
    enter("all", -1);
  });
  return { most: Object.fromEntries(most), order };
}

test("no more than the limit is under way, and it is used up", async () => {
  const { most, order } = await work(
    Array.from({ length: 20 }, (_, index) => `h${index}`),
    8,
    1,
  );
  expect(most["all"]).toBe(8);
  expect(order).toHaveLength(20);
});

test("one share's limit holds, and what waits for it lets others pass", async () => {
  const { most, order } = await work(["a", "a", "a", "a", "b", "c"], 4, 2);
  expect(most).toMatchObject({ a: 2, all: 4 });
  expect(order.slice(0, 4)).toEqual(["a", "a", "b", "c"]);
});

test("nothing to do is done at once", async () => {
  expect((await work([], 8, 8)).order).toEqual([]);
});

test("work that rejects against its promise rejects the whole", async () => {
  const bounds = { limit: 2, shares: () => [] };
  await expect(eachBounded([1], bounds, () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );
});
