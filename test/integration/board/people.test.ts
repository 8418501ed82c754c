import { expect, test } from "vitest";
import { boardSync } from "../../../src/actions/board-sync/board-sync.ts";
import { makeBoardWorld, names, seen, type BoardWorld } from "../../helpers/board.ts";
import type { Row } from "../../helpers/planka/state.ts";

const open = "- [ ] 1.1 One\n";
const done = "- [x] 1.1 One\n";

type Seen = { list: string; cards: Record<string, unknown>[] }[];
const listOf = (world: BoardWorld, card: string) =>
  (seen(world) as Seen).find(({ cards }) => cards.some(({ name }) => name === card))?.list;

const row = (rows: readonly Row[], name: string): Row => {
  const found = rows.find((one) => one["name"] === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

/** A list of a person's own on the board. */
const addList = ({ planka: { state } }: BoardWorld, name: string): Row =>
  state.add("lists", { type: "active", name, position: 1 }, { boardId: state.rows.boards[0]?.id });

test.each([
  { moves: "follow", follows: "Done" },
  { moves: "keep", follows: "Mine" },
] as const)(
  "board.moves: $moves: a card that a person moved stays there, and once its change moves on stands in $follows",
  async ({ moves, follows }) => {
    const world = await makeBoardWorld(`board:\n  moves: ${moves}\n`);
    world.change("login", open);
    world.change("other", open);
    await world.sync();
    const mine = addList(world, "Mine");
    row(world.planka.state.rows.cards, "login")["listId"] = mine.id;
    world.change("other", done);
    await world.sync();
    expect(listOf(world, "login")).toBe("Mine");
    expect(listOf(world, "other")).toBe("Done");
    world.change("login", done);
    await world.sync();
    expect(listOf(world, "login")).toBe(follows);
    expect(await world.sync()).toMatchObject({ outcome: "nothing-to-do" });
  },
);

test("lists have the names that the config gives them", async () => {
  const world = await makeBoardWorld(
    "board:\n  lists:\n    proposed: Ideas\n    ready: To do\n    done: Shipped\n",
  );
  world.change("idea", null);
  world.change("login", open);
  world.change("web", done);
  await world.sync();
  expect((seen(world) as Seen).map(({ list, cards }) => [list, cards.length])).toEqual([
    ["Ideas", 1],
    ["To do", 1],
    ["In progress", 0],
    ["Shipped", 1],
    ["Archived", 0],
  ]);
});

test("a list that stands there already is used, wherever a person put it", async () => {
  const world = await makeBoardWorld();
  world.change("idea", null);
  await world.sync();
  const { lists } = world.planka.state.rows;
  row(lists, "Ready").position = 1_000_000;
  world.change("login", open);
  await world.sync();
  expect(lists).toHaveLength(5);
  expect(listOf(world, "login")).toBe("Ready");
});

test("what people made, wrote, renamed and took off stays, while the change goes on", async () => {
  const world = await makeBoardWorld();
  world.change("login", `${open}- [ ] 1.2 Two\n`);
  world.change("web", open);
  await world.sync();
  const { state } = world.planka;
  const { rows } = state;
  const boardId = rows.boards[0]?.id;
  const mine = addList(world, "Mine");
  const [login, web] = [row(rows.cards, "login"), row(rows.cards, "web")];
  const label = state.add("labels", { name: "hot", color: "berry-red", position: 9 }, { boardId });
  state.add("cardLabels", { labelId: label.id }, { cardId: login.id });
  const card = { type: "story", name: "My card", description: "mine", position: 1 };
  const own = state.add("cards", card, { listId: mine.id, boardId });
  const taskList = rows.taskLists.find((one) => one["cardId"] === login.id);
  const task = { name: "1.1 One, said by me", position: 1, isCompleted: true };
  const ownTask = state.add("tasks", task, { taskListId: taskList?.id });
  const checklist = state.add("taskLists", { name: "Mine", position: 9 }, { cardId: login.id });
  const ownRows = structuredClone([mine, label, own, ownTask, checklist]);
  login["name"] = "Renamed";
  web["description"] = "My own words.";
  rows.cardLabels = rows.cardLabels.filter((one) => one["cardId"] !== web.id);

  world.change("login", done, "# Change: another title\n\n## Why\n\nNew reason.\n");
  world.change("web", done, "# Change: a web\n\n## Why\n\nNew reason.\n");
  await world.sync();

  expect([...rows.lists, ...rows.labels, ...rows.cards, ...rows.tasks, ...rows.taskLists]).toEqual(
    expect.arrayContaining(ownRows),
  );
  expect([login, web]).toMatchObject([
    { name: "Renamed", description: "New reason." },
    { name: "a web", description: "My own words." },
  ]);
  expect([listOf(world, "Renamed"), listOf(world, "a web")]).toEqual(["Done", "Done"]);
  const labels = rows.cardLabels.map((one) => [one["cardId"], one["labelId"]]);
  expect(labels).toContainEqual([login.id, label.id]);
  expect(labels.filter(([cardId]) => cardId === web.id)).toEqual([]);
  expect(await world.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("a task that somebody ticked on the board is what the file says again", async () => {
  const world = await makeBoardWorld();
  world.change("login", open);
  await world.sync();
  const [task] = world.planka.state.rows.tasks;
  Object.assign(task ?? {}, { isCompleted: true });
  await world.sync();
  expect(task).toMatchObject({ isCompleted: false });
});

test("positions count by their order: a server that spreads them anew is written nothing", async () => {
  const world = await makeBoardWorld();
  world.change("login", "- [ ] 1.1 One\n- [ ] 1.2 Two\n- [ ] 1.3 Three\n");
  world.change("web", open);
  await world.sync();
  const { rows } = world.planka.state;
  for (const table of [rows.lists, rows.labels, rows.cards, rows.taskLists, rows.tasks])
    for (const one of table) one.position = (one.position ?? 0) * 1.25 + 7;
  const writes = world.planka.writes();
  expect(await world.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(world.planka.writes()).toBe(writes);
});

test("the same change on a second board has a card there too; neither run touches the other board", async () => {
  const world = await makeBoardWorld();
  world.change("login", open);
  await world.sync();
  const first = structuredClone(world.planka.board());
  const second = { project: names.project, board: "Second" };
  await boardSync(world.ctx, second, world.checkout, () => {});
  const { rows } = world.planka.state;
  expect([rows.projects.length, rows.boards.length, rows.cards.length]).toEqual([1, 2, 2]);
  expect(world.planka.board()).toEqual(first);
  for (const one of [names, second])
    expect(await boardSync(world.ctx, one, world.checkout, () => {})).toMatchObject({
      outcome: "nothing-to-do",
    });
});
