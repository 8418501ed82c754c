import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffBoard } from "../../../src/board/diff/diff-board.ts";
import { linkOf } from "../../../src/board/link.ts";
import {
  changeStates,
  type ActualBoard,
  type Change,
  type DesiredBoard,
} from "../../../src/board/model.ts";
import { actualOf, applyToModel, makeBoardModel } from "../../helpers/planka/model.ts";

const listNames = {
  proposed: "Proposed",
  ready: "Ready",
  in_progress: "In progress",
  done: "Done",
  archived: "Archived",
};

const change = (name: string, rest: Partial<Change> = {}): Change => ({
  link: linkOf("git.example/ada/app", name),
  formerLink: null,
  state: "ready",
  title: `Title of ${name}`,
  text: null,
  tasks: [],
  ...rest,
});

const desired = (changes: readonly Change[], rest: Partial<DesiredBoard> = {}): DesiredBoard => ({
  listNames,
  label: "app",
  changes,
  moves: "follow",
  putAway: new Set(),
  ...rest,
});

const words = fc.constantFrom(
  "1.1 Build",
  "1.2 Test",
  "1.1 Build it better",
  "2 Ship",
  "no number",
  "↳ 1.1 inner",
  "🎉 x".repeat(600),
);
const tasks = fc.array(fc.record({ name: words, done: fc.boolean() }), { maxLength: 8 });
const body = fc.record({
  state: fc.constantFrom(...changeStates),
  title: fc.constantFrom("A", "B", " ", "x".repeat(2000)),
  text: fc.constantFrom(null, "Because.", "One\n\n# Two\n", "  "),
  tasks,
});
const names = ["add-login", "drop login", "a(b)/c", "ünï", "z"];
const changes = fc
  .dictionary(fc.constantFrom(...names), body)
  .map((all) => Object.entries(all).map(([name, rest]) => change(name, rest)));

/** A board that shows some changes, on which people have worked since. */
const peopleWork = fc.array(
  fc.record({
    what: fc.constantFrom("card", "list", "label", "rename", "text", "move", "task", "unlabel"),
    at: fc.nat(),
  }),
  { maxLength: 8 },
);

type Model = ReturnType<typeof makeBoardModel>;

function worked(model: Model, acts: readonly { what: string; at: number }[]): void {
  const { state, boardId } = model;
  const pick = <T>(all: readonly T[], at: number) => all[at % Math.max(1, all.length)];
  for (const { what, at } of acts) {
    const card = pick(state.rows.cards, at);
    const list = pick(state.rows.lists, at);
    const taskList = pick(state.rows.taskLists, at);
    if (what === "list")
      state.add("lists", { type: "active", name: `Mine ${at}`, position: at }, { boardId });
    else if (what === "label")
      state.add("labels", { color: "berry-red", name: `Mine ${at}`, position: at }, { boardId });
    else if (what === "card" && list)
      state.add(
        "cards",
        { type: "story", name: "Mine", description: "my own", position: at },
        { listId: list.id, boardId },
      );
    else if (what === "rename" && card)
      card["name"] = `${String(card["name"])} renamed`.slice(-900);
    else if (what === "text" && card)
      card["description"] = `${String(card["description"] ?? "")}\n\nmy words`;
    else if (what === "move" && card && list) card["listId"] = list.id;
    else if (what === "task" && taskList)
      state.add("tasks", { name: "1.1 my own", position: at }, { taskListId: taskList.id })[
        "isCompleted"
      ] = true;
    else if (what === "unlabel") state.rows.cardLabels.splice(at % 3, 1);
  }
}

/** Brings the board to what is desired, and gives what it then is. */
function shown(model: Model, wish: DesiredBoard): ActualBoard {
  applyToModel(model, diffBoard(wish, actualOf(model)));
  return actualOf(model);
}

const shuffled = <T>(items: readonly T[], seed: number): T[] =>
  items
    .map((item, index) => ({ item, key: ((index + 1) * 7919 * (seed + 1)) % 104_729 }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item);

const reordered = (board: ActualBoard, seed: number): ActualBoard => {
  const fields = board.fields && {
    groups: shuffled(board.fields.groups, seed),
    fields: shuffled(board.fields.fields, seed),
    values: shuffled(board.fields.values, seed),
  };
  const { lists, labels, cards, cardLabels, taskLists, tasks: all } = board;
  return {
    lists: shuffled(lists, seed),
    labels: shuffled(labels, seed),
    cards: shuffled(cards, seed),
    cardLabels: shuffled(cardLabels, seed),
    taskLists: shuffled(taskLists, seed),
    tasks: shuffled(all, seed),
    fields,
  };
};

const moves = fc.constantFrom("follow" as const, "keep" as const);

describe("laws of the diff", () => {
  test("once it is applied, nothing differs: from an empty board, after people's work, after changes", () => {
    fc.assert(
      fc.property(changes, peopleWork, changes, moves, (first, acts, second, way) => {
        const model = makeBoardModel();
        const before = desired(first, { moves: way });
        expect(diffBoard(before, shown(model, before))).toEqual([]);
        worked(model, acts);
        const after = desired(second, { moves: way });
        expect(diffBoard(after, shown(model, after))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("the order of changes and of the board's rows makes no difference", () => {
    fc.assert(
      fc.property(changes, peopleWork, changes, fc.nat(50), (first, acts, second, seed) => {
        const model = makeBoardModel();
        shown(model, desired(first));
        worked(model, acts);
        const actual = actualOf(model);
        const wish = desired(second);
        expect(diffBoard(desired(shuffled(second, seed)), reordered(actual, seed))).toEqual(
          diffBoard(wish, actual),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("cards, lists, labels, tasks, names and texts of people stay as they are", () => {
    fc.assert(
      fc.property(changes, peopleWork, changes, (first, acts, second) => {
        const model = makeBoardModel();
        shown(model, desired(first));
        worked(model, acts);
        const before = actualOf(model);
        shown(model, desired(second));
        const now = actualOf(model);
        for (const [kind, rows] of Object.entries(peoplesOwn(before)))
          for (const row of rows) expect(now[kind as "cards"]).toContainEqual(row);
        for (const { id, name, description } of before.cards) {
          const card = now.cards.find((one) => one.id === id);
          if (name.endsWith("renamed")) expect(card?.name).toBe(name);
          if (description?.includes("my words")) expect(card?.description).toBe(description);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("on a server without custom fields the same holds, by the line in the description", () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const model = makeBoardModel();
        const plain = () => ({ ...actualOf(model), fields: null });
        for (const wish of [desired(first), desired(second)]) {
          applyToModel(model, diffBoard(wish, plain()));
          expect(diffBoard(wish, plain())).toEqual([]);
        }
        const known = new Set([...first, ...second].map(({ link }) => link));
        expect(model.state.rows.cards).toHaveLength(known.size);
      }),
      { numRuns: 60 },
    );
  });
});

function peoplesOwn(board: ActualBoard) {
  const named = (row: { name: string | null }) => (row.name ?? "").startsWith("Mine");
  return {
    lists: board.lists.filter(named),
    labels: board.labels.filter(named),
    cards: board.cards.filter(({ description }) => description === "my own"),
    tasks: board.tasks.filter(({ name }) => name === "1.1 my own"),
  };
}

describe("one change", () => {
  const cardOf = (board: ActualBoard, index = 0) => board.cards[index];
  const listOf = (board: ActualBoard) =>
    board.lists.find(({ id }) => id === cardOf(board)?.listId)?.name;
  const moveTo = (model: Model, name: string) => {
    const list = model.state.rows.lists.find((row) => row["name"] === name);
    Object.assign(model.state.rows.cards[0] ?? {}, { listId: list?.id });
  };

  test("stands in the list of its state, with name, text, label, tasks in order and its link", () => {
    const model = makeBoardModel();
    const all = [
      { name: "1.1 First", done: true },
      { name: "1.2 Second", done: false },
    ];
    const board = shown(
      model,
      desired([change("x", { state: "in_progress", text: "Why.", tasks: all })]),
    );
    expect(listOf(board)).toBe("In progress");
    expect(cardOf(board)).toMatchObject({ name: "Title of x", description: "Why." });
    expect(board.labels).toMatchObject([{ name: "app" }]);
    expect(board.cardLabels).toHaveLength(1);
    expect(board.taskLists).toMatchObject([{ name: "tasks.md" }]);
    expect(board.tasks.map(({ name, isCompleted }) => [name.slice(0, -1), isCompleted])).toEqual([
      ["1.1 First", true],
      ["1.2 Second", false],
    ]);
    expect(board.fields?.values).toMatchObject([
      { content: expect.stringMatching(/^openspec:git\.example\/ada\/app#x /) },
    ]);
  });

  test.each([
    { moves: "follow", list: "Mine", next: "ready", expected: "Mine" },
    { moves: "follow", list: "Mine", next: "done", expected: "Done" },
    { moves: "keep", list: "Mine", next: "done", expected: "Mine" },
    { moves: "keep", list: "Ready", next: "done", expected: "Done" },
  ] as const)(
    "moved by a person to $list, under $moves, stands in $expected once it is $next",
    ({ moves: way, list, next, expected }) => {
      const model = makeBoardModel();
      worked(model, []);
      model.state.add(
        "lists",
        { type: "active", name: "Mine", position: 1 },
        { boardId: model.boardId },
      );
      shown(model, desired([change("x")], { moves: way }));
      moveTo(model, list);
      expect(listOf(shown(model, desired([change("x", { state: next })], { moves: way })))).toBe(
        expected,
      );
    },
  );

  test("renamed by a person keeps that name, and its text follows the proposal still", () => {
    const model = makeBoardModel();
    shown(model, desired([change("x", { text: "old" })]));
    Object.assign(model.state.rows.cards[0] ?? {}, { name: "My name" });
    const board = shown(model, desired([change("x", { title: "New title", text: "new" })]));
    expect(cardOf(board)).toMatchObject({ name: "My name", description: "new" });
  });

  test("archived keeps its card; created anew it gets another", () => {
    const model = makeBoardModel();
    const [{ id } = { id: "" }] = shown(model, desired([change("x")])).cards;
    const archived = change("archive/2026-01-01-x", {
      formerLink: linkOf("git.example/ada/app", "x"),
      state: "archived",
    });
    expect(shown(model, desired([archived])).cards).toMatchObject([{ id }]);
    const board = shown(model, desired([archived, change("x")]));
    expect(board.cards).toHaveLength(2);
    expect(listOf(board)).toBe("Archived");
  });

  test("whose card a person copied changes the older one alone", () => {
    const model = makeBoardModel();
    shown(model, desired([change("x")]));
    const { state, boardId } = model;
    const [card] = state.rows.cards;
    const copy = state.add(
      "cards",
      { ...card, type: "project" },
      { listId: card?.["listId"], boardId },
    );
    const content = state.rows.customFieldValues[0]?.["content"];
    const customFieldId = state.rows.customFields[0]?.id;
    state.add("customFieldValues", { content }, { cardId: copy.id, customFieldId });
    const board = shown(model, desired([change("x", { title: "Next" })]));
    expect(board.cards.map(({ name }) => name)).toEqual(["Next", "Title of x"]);
  });

  test("put away by a person is not made again", () => {
    const wish = desired([change("x")], { putAway: new Set([change("x").link]) });
    expect(shown(makeBoardModel(), wish).cards).toEqual([]);
  });

  test("a label that a person took off stays off", () => {
    const model = makeBoardModel();
    shown(model, desired([change("x")]));
    model.state.rows.cardLabels.length = 0;
    expect(shown(model, desired([change("x", { state: "done" })])).cardLabels).toEqual([]);
  });

  test("a task that is put between two is written alone, one whose words change keeps its row", () => {
    const model = makeBoardModel();
    const of = (...list: string[]) =>
      desired([change("x", { tasks: list.map((name) => ({ name, done: false })) })]);
    shown(model, of("1.1 a", "1.2 b"));
    const between = diffBoard(of("1.1 a", "1.15 new", "1.2 b"), actualOf(model));
    expect(between).toMatchObject([{ do: "create-task" }]);
    applyToModel(model, between);
    const reworded = diffBoard(of("1.1 a", "1.15 new", "1.2 better"), actualOf(model));
    expect(reworded).toMatchObject([
      { do: "update-task", set: { name: expect.stringContaining("better") } },
    ]);
  });
});
