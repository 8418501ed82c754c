import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { makeBoardWorld } from "../../helpers/board.ts";

test("children of one parent are written one after the other, those of up to four parents at a time", async () => {
  const world = await makeBoardWorld();
  for (let number = 0; number < 8; number += 1)
    world.change(`change-${number}`, "- [ ] 1.1 One\n- [ ] 1.2 Two\n- [ ] 1.3 Three\n");
  const { planka } = world;
  const cardOf = (taskListId: string) =>
    String(planka.state.rows.taskLists.find(({ id }) => id === taskListId)?.["cardId"]);
  const parentOf = (path: string) => {
    const [, kind = "", id = ""] = path.split("/");
    return kind === "task-lists" ? `cards ${cardOf(id)}` : `${kind} ${id}`;
  };
  const underWay = new Map<string, number>();
  let [widest, deepest] = [0, 0];
  let onFour = () => {};
  const four = new Promise<void>((resolve) => (onFour = resolve));
  planka.around = async ({ method, path }) => {
    if (method === "GET") return () => {};
    const parent = parentOf(path);
    underWay.set(parent, (underWay.get(parent) ?? 0) + 1);
    deepest = Math.max(deepest, ...underWay.values());
    widest = Math.max(widest, [...underWay.values()].filter((count) => count > 0).length);
    if (widest === 4) onFour();
    // None is answered before there are four, however slow the machine; then one too many has time to come in.
    if (parent.startsWith("cards")) await four;
    await sleep(5);
    return () => underWay.set(parent, (underWay.get(parent) ?? 0) - 1);
  };
  await world.sync();
  expect(deepest).toBe(1);
  expect(widest).toBe(4);
});
