import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeBoardWorld } from "../helpers/board.ts";
import { syncHooks } from "../helpers/cli.ts";
import { writeFile } from "../helpers/home.ts";
import { addCheckout } from "../helpers/registry.ts";
import { git, makeRemote } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";
import { untilQuiet } from "../helpers/workers.ts";

/** A repository whose config names the board, with its hooks at work. */
async function worldWithHooks() {
  const world = await makeBoardWorld();
  const { home, path } = world;
  writeFile(path, ".sync-hooksrc.yaml", "board:\n  project: Apps\n  board: Changes\n");
  await addCheckout(home, path);
  delete home.env["SYNC_HOOKS"];
  const commit = () => {
    git(home, path, "add", "--all");
    git(home, path, "commit", "-q", "--allow-empty", "-m", "work");
  };
  const lastRun = () => readFileSync(join(path, ".git/sync-hooks/last-run.json"), "utf8");
  const isShown = (name: string) =>
    world.planka.state.rows.boards.length > 0 &&
    world.planka.board().cards.some((card) => (card as { name?: unknown }).name === name);
  return { world, commit, lastRun, isShown };
}

test("a commit that changes openspec/ in a repository whose config names a board is shown there", async () => {
  const { world, commit, lastRun, isShown } = await worldWithHooks();
  const { home, planka } = world;
  world.change("login", "- [ ] 1.1 One\n");
  commit();
  await until("the change is on the board", () => isShown("login"));
  const boards = join(home.path, ".local/state/sync-hooks/boards");
  const files = () => readdirSync(boards, { recursive: true, encoding: "utf8" });
  await until("it is known as shown", () => files().some((name) => /\/shown-/.test(name)));
  await untilQuiet(home);
  const [calls, before] = [planka.calls.length, lastRun()];
  commit();
  await until("the next run has ended", () => lastRun() !== before);
  await untilQuiet(home);
  expect(planka.calls.length).toBe(calls);
});

test("a board that was away is asked for again by the next sync, with nothing new committed", async () => {
  const { world, commit, isShown } = await worldWithHooks();
  const { planka } = world;
  const type = "text/plain";
  planka.manner = { kind: "answers", to: /./, status: 503, body: "down", type };
  world.change("login", "- [ ] 1.1 One\n");
  commit();
  await until("the board was asked", () => planka.calls.length > 0);
  await untilQuiet(world.home);
  planka.manner = { kind: "well" };
  expect(await syncHooks(world.home, ["sync", "app"])).toMatchObject({ status: 0 });
  await until("the change is on the board", () => isShown("login"));
});

test("a branch of its own changes nothing on the board until it is merged", async () => {
  const { world, commit, lastRun, isShown } = await worldWithHooks();
  const { home, path, planka } = world;
  // Without a remote, whatever is checked out counts as the default branch.
  git(home, path, "remote", "add", "origin", makeRemote(home));
  commit();
  git(home, path, "push", "-q", "-u", "origin", "main");
  await until("the first run has ended", () =>
    existsSync(join(path, ".git/sync-hooks/last-run.json")),
  );
  await untilQuiet(home);
  git(home, path, "switch", "-q", "-c", "feature");
  const [calls, before] = [planka.calls.length, lastRun()];
  world.change("login", "- [ ] 1.1 One\n");
  commit();
  await until("its run has ended", () => lastRun() !== before);
  await untilQuiet(home);
  expect(planka.calls.length).toBe(calls);
  git(home, path, "switch", "-q", "main");
  git(home, path, "merge", "-q", "feature");
  await until("the change is on the board", () => isShown("login"));
});
