import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boardSync } from "../../../src/actions/board-sync/board-sync.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { writeFile } from "../../helpers/home.ts";
import { makeRepository } from "../../helpers/repository.ts";
import { makeBoardWorld, names, seen, type BoardWorld } from "../../helpers/board.ts";
import { plankaLogin } from "../../helpers/planka/server.ts";

const tasks = "## 1. Build\n\n- [x] 1.1 First\n  - [ ] 1.2 Below it\n";

async function worldWithChanges(): Promise<BoardWorld> {
  const world = await makeBoardWorld();
  world.change("only-an-idea", null);
  world.change("not-begun", "- [ ] 1.1 One\n");
  world.change("half", tasks);
  world.change("complete", "- [x] 1.1 One\n");
  world.change("archive/2026-01-01-old", "- [x] 1.1 Was it\n");
  return world;
}

const listsOf = (world: BoardWorld) =>
  (seen(world) as { list: string; cards: { name: string }[] }[]).map(({ list, cards }) => [
    list,
    cards.map(({ name }) => name),
  ]);

test("each change stands in the list of its facts, with why, tasks, nesting, label and link", async () => {
  const world = await worldWithChanges();
  expect(await world.sync()).toMatchObject({ outcome: "synced" });
  expect(listsOf(world)).toEqual([
    ["Proposed", ["only-an-idea"]],
    ["Ready", ["not-begun"]],
    ["In progress", ["half"]],
    ["Done", ["complete"]],
    ["Archived", ["archive/2026-01-01-old"]],
  ]);
  const [half] = (seen(world) as { cards: unknown[] }[])[2]?.cards ?? [];
  expect(half).toEqual({
    name: "half",
    description: "Because of half.",
    fields: [expect.stringMatching(/^openspec:app#half state=in_progress .* labelled$/)],
    labels: ["app"],
    tasks: [["[x] 1.1 First\u2063", "[ ] ↳ 1.2 Below it\u2063"]],
  });
});

test("a second run reads the board once and sends no write at all", async () => {
  const world = await worldWithChanges();
  await world.sync();
  const { planka } = world;
  const [writes, calls] = [planka.writes(), planka.calls.length];
  expect(await world.sync()).toMatchObject({ outcome: "nothing-to-do", written: 0 });
  expect(planka.writes()).toBe(writes);
  const paths = planka.calls.slice(calls).map(({ method, path }) => `${method} ${path}`);
  expect(paths).toEqual([
    "GET /bootstrap",
    "GET /projects",
    expect.stringMatching(/^GET \/boards/),
  ]);
});

test("two repositories share a board, each with its label, and touch only their own cards", async () => {
  const world = await worldWithChanges();
  await world.sync();
  const path = makeRepository(world.home, "other");
  writeFile(path, "openspec/changes/half/tasks.md", tasks);
  const other = await register(world.ctx, path, { slug: null });
  const before = world.planka.board().cards;
  await boardSync(world.ctx, names, other, () => {});
  const after = world.planka.board();
  expect(after.cards).toHaveLength(before.length + 1);
  expect(after.cards).toEqual(expect.arrayContaining(before));
  expect(after.labels.map((label) => label["name"])).toEqual(["app", "other"]);
  expect(await world.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test(
  "killed after any write, with its answer sent or lost, a rerun ends as an undisturbed run does",
  { timeout: 240_000 },
  async () => {
    const world = await makeBoardWorld();
    world.change("idea", null);
    world.change("half", tasks);
    await world.sync();
    const expected = seen(world);
    const writes = world.planka.writes();
    expect(writes).toBeGreaterThan(20);
    for (let afterWrites = 1; afterWrites < writes; afterWrites += 1) {
      await world.renew();
      const { planka } = world;
      const lastAnswer = afterWrites % 2 === 0 ? "sent" : "lost";
      planka.manner = { kind: "dies", afterWrites, lastAnswer };
      await expect(world.sync()).rejects.toMatchObject({ code: "offline" });
      planka.manner = { kind: "well" };
      await world.sync();
      expect(seen(world), `killed after write ${afterWrites}`).toEqual(expected);
      expect([planka.state.rows.projects.length, planka.state.rows.boards.length]).toEqual([1, 1]);
      expect(await world.sync()).toMatchObject({ outcome: "nothing-to-do" });
    }
  },
);

test("a change that moves on, is archived and created anew is followed by its card", async () => {
  const world = await makeBoardWorld();
  world.change("login", "- [ ] 1.1 One\n");
  await world.sync();
  const [card] = world.planka.board().cards;
  world.change("login", "- [x] 1.1 One\n");
  await world.sync();
  expect(listsOf(world)[3]).toEqual(["Done", ["login"]]);
  rmSync(join(world.path, "openspec/changes/login"), { recursive: true });
  world.change("archive/2026-02-02-login", "- [x] 1.1 One\n", "# Change: login\n");
  await world.sync();
  expect(world.planka.board().cards).toMatchObject([{ id: card?.id }]);
  expect(listsOf(world)[4]).toEqual(["Archived", ["login"]]);
  world.change("login", null);
  await world.sync();
  expect(listsOf(world)[0]).toEqual(["Proposed", ["login"]]);
  expect(world.planka.board().cards).toHaveLength(2);
});

test("a card that a person put into the archive stays there and is not made again; one deleted is", async () => {
  const world = await worldWithChanges();
  await world.sync();
  const { state } = world.planka;
  const archive = state.add("lists", { type: "active", name: "a", position: 9 }, {});
  archive["type"] = "archive";
  const [card] = state.rows.cards;
  Object.assign(card ?? {}, { listId: archive.id });
  const writes = world.planka.writes();
  await world.sync();
  expect(world.planka.writes()).toBe(writes);
  state.rows.cards.splice(0, 1);
  await world.sync();
  expect(world.planka.board().cards).toHaveLength(5);
});

test("user and password log in and out, and leave no session behind", async () => {
  const world = await makeBoardWorld();
  const { PLANKA_API_KEY: _, ...env } = world.home.env;
  const ctx = { ...world.ctx, env: { ...env, ...plankaLogin(world.planka) } };
  await boardSync(ctx, names, world.checkout, () => {});
  const logins = world.planka.calls.filter(({ path }) => path.startsWith("/access-tokens"));
  expect(logins.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
});

test("a server without custom fields gets the link as a line that markdown does not show", async () => {
  const world = await makeBoardWorld();
  world.planka.fields = "absent";
  world.change("login", "- [ ] 1.1 One\n");
  await world.sync();
  expect(world.planka.board().cards).toMatchObject([
    {
      description: expect.stringMatching(
        /^Because of login\.\n\n\[\/\/\]: # \(openspec:app#login /,
      ),
    },
  ]);
  expect(await world.sync()).toMatchObject({ outcome: "nothing-to-do" });
});
