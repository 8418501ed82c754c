import { expect, test } from "vitest";
import { openTurns } from "../../../src/actions/turns.ts";

const share = [{ key: "host", limit: 1 }];

test("a turn that is left lets the next one in, once, and is waited for where it is taken again", async () => {
  const turns = openTurns(1);
  const order: string[] = [];
  const first = await turns.enter(share);
  const second = turns.enter(share).then((turn) => (order.push("second"), turn));
  await first.again();
  expect(order).toEqual([]);
  first.leave();
  first.leave();
  const held = await second;
  const again = first.again().then(() => order.push("first again"));
  const third = turns.enter(share).then(() => order.push("third"));
  await Promise.resolve();
  expect(order).toEqual(["second"]);
  held.leave();
  await again;
  expect(order).toEqual(["second", "first again"]);
  first.leave();
  await third;
});
