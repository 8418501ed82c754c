import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { boardCommand, boardOptions, makeBoardWorld, type BoardWorld } from "../helpers/board.ts";
import { cliFile } from "../helpers/cli.ts";
import { holdRequest } from "../helpers/planka/server.ts";

async function worldWithChange(): Promise<BoardWorld> {
  const world = await makeBoardWorld();
  world.change("login", "- [x] 1.1 One\n- [ ] 1.2 Two\n");
  return world;
}

const cardNames = ({ planka }: BoardWorld) =>
  planka
    .board()
    .cards.map((card) => String((card as { name?: unknown }).name))
    .toSorted();

const run = async (world: BoardWorld, ...args: string[]) => {
  const { stdout, status } = await boardCommand(world, ...args, "--json");
  return { status, ...(JSON.parse(stdout) as { outcome: string; written: number }) };
};

const boardReads = ({ planka }: BoardWorld) =>
  planka.calls.filter(({ method, path }) => method === "GET" && /^\/boards\/\d+$/.test(path));

test("what is asked in the middle of a run is queued, and makes exactly one more run", async () => {
  const world = await worldWithChange();
  const { held, release } = holdRequest(world.planka, /^GET \/boards\/\d+$/);
  const first = run(world, ...boardOptions);
  await held;
  world.change("logout", "- [ ] 1.1 One\n");
  for (let request = 0; request < 3; request += 1)
    expect(await run(world, ...boardOptions)).toMatchObject({ status: 0, outcome: "queued" });
  expect(boardReads(world)).toHaveLength(1);
  release();
  expect(await first).toMatchObject({ status: 0, outcome: "synced" });
  expect(boardReads(world)).toHaveLength(2);
  expect(cardNames(world)).toEqual(["login", "logout"]);
});

test("four runs at once are one worker at a time, and make nothing twice", async () => {
  const world = await worldWithChange();
  const runs = await Promise.all([1, 2, 3, 4].map(() => run(world, ...boardOptions)));
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  expect(cardNames(world)).toEqual(["login"]);
  expect(world.planka.state.rows.lists).toHaveLength(5);
});

test("another board, and another project, do not wait for a run", async () => {
  const world = await worldWithChange();
  const { held, release } = holdRequest(world.planka, /^GET \/boards\/\d+$/);
  const first = run(world, ...boardOptions);
  await held;
  for (const other of [
    ["--project", "Apps", "--board", "Other"],
    ["--project", "Other", "--board", "Changes"],
  ])
    expect(await run(world, ...other)).toMatchObject({ status: 0, outcome: "synced" });
  release();
  expect(await first).toMatchObject({ outcome: "synced" });
  expect(world.planka.state.rows.boards).toHaveLength(3);
  expect(world.planka.state.rows.cards).toHaveLength(3);
});

test("a worker that is killed between two writes frees the board at once; the next one completes its work", async () => {
  const world = await worldWithChange();
  const { held, release } = holdRequest(world.planka, /^POST \/task-lists/);
  const child = spawn(process.execPath, [cliFile, "board", "sync", ...boardOptions], {
    cwd: world.path,
    env: world.home.env,
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("exit", (_status, signal) => resolve(signal)));
  await held;
  expect(await run(world, ...boardOptions)).toMatchObject({ outcome: "queued" });
  child.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  release();
  expect(await run(world, ...boardOptions)).toMatchObject({ status: 0, outcome: "synced" });
  const { cards, taskLists, tasks, cardLabels } = world.planka.board();
  expect([cards, taskLists, tasks, cardLabels].map(({ length }) => length)).toEqual([1, 1, 2, 1]);
  expect(await run(world, ...boardOptions)).toMatchObject({ outcome: "nothing-to-do" });
});

test("a long run tells how far it is, a line every tenth", async () => {
  const world = await worldWithChange();
  const tasks = Array.from({ length: 60 }, (_value, index) => `- [ ] 1.${index} Task\n`).join("");
  for (const name of ["one", "two"]) world.change(name, tasks);
  const { stdout } = await boardCommand(world, ...boardOptions);
  const told = [...stdout.matchAll(/^(\d+) of (\d+) writes$/gm)].map(([, done, total]) => [
    Number(done),
    Number(total),
  ]);
  expect(told).toHaveLength(10);
  expect(told.at(-1)?.[0]).toBe(told[0]?.[1]);
});
