import type { Context } from "../../src/actions/context.ts";
import { boardSync } from "../../src/actions/board-sync/board-sync.ts";
import { register } from "../../src/actions/registry/register.ts";
import type { Checkout } from "../../src/ledger/checkouts.ts";
import { syncHooks, type CliResult } from "./cli.ts";
import { makeHome, writeFile, type Home } from "./home.ts";
import { onTestFinished } from "vitest";
import { listenPlanka, plankaEnv, type PlankaServer } from "./planka/server.ts";
import { contextOf } from "./registered.ts";
import { makeRepository } from "./repository.ts";

export const names = { project: "Apps", board: "Changes" };

/** `board sync` as a user runs it in the checkout. */
export const boardCommand = ({ home, path }: BoardWorld, ...args: string[]): Promise<CliResult> =>
  syncHooks(home, ["board", "sync", ...args], { cwd: path });

/** The options that name the board of these tests. */
export const boardOptions = ["--project", names.project, "--board", names.board];

/** The server, closed when the test ends. */
export async function startPlanka(): Promise<PlankaServer> {
  const planka = await listenPlanka();
  onTestFinished(() => planka.close());
  return planka;
}

/** A registered checkout with OpenSpec changes, and a board server that its user can log in to. */
export type BoardWorld = {
  home: Home;
  path: string;
  ctx: Context;
  checkout: Checkout;
  planka: PlankaServer;
  sync: () => ReturnType<typeof boardSync>;
  /** Writes a change's tasks.md and proposal.md; `archive/2026-01-01-x` is an archived one. */
  change: (name: string, tasks: string | null, proposal?: string) => void;
  /** Puts an empty server in the place of this one. */
  renew: () => Promise<void>;
};

export async function makeBoardWorld(config = ""): Promise<BoardWorld> {
  const planka = await startPlanka();
  const home = makeHome();
  Object.assign(home.env, plankaEnv(planka));
  const path = makeRepository(home, "app");
  const ctx = contextOf(home, config);
  const checkout = await register(ctx, path, { slug: null });
  const world: BoardWorld = {
    home,
    path,
    ctx,
    checkout,
    planka,
    sync: () => boardSync(ctx, names, checkout, () => {}),
    change(name, tasks, proposal = `# Change: ${name}\n\n## Why\n\nBecause of ${name}.\n`) {
      const folder = `openspec/changes/${name}`;
      writeFile(path, `${folder}/proposal.md`, proposal);
      if (tasks !== null) writeFile(path, `${folder}/tasks.md`, tasks);
    },
    async renew() {
      world.planka.close();
      world.planka = await startPlanka();
      Object.assign(home.env, plankaEnv(world.planka));
    },
  };
  return world;
}

/** The board as a person sees it: per list its cards, with text, labels and tasks; no ids, no positions. */
export function seen({ planka }: BoardWorld): unknown {
  const { lists, labels, cards, cardLabels, taskLists, tasks, customFieldValues } = planka.board();
  const own = (key: string, id: string) => (row: Record<string, unknown>) => row[key] === id;
  const inOrder = <T extends { position?: number }>(rows: readonly T[]) =>
    rows.toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0));
  return inOrder(lists).map((list) => ({
    list: list["name"],
    cards: cards
      .filter(own("listId", list.id))
      .map((card) => ({
        name: (card as { name?: unknown }).name,
        description: card["description"],
        fields: customFieldValues.filter(own("cardId", card.id)).map((row) => row["content"]),
        labels: cardLabels
          .filter(own("cardId", card.id))
          .map((row) => labels.find(({ id }) => id === row["labelId"])?.["name"]),
        tasks: taskLists
          .filter(own("cardId", card.id))
          .map((taskList) =>
            inOrder(tasks.filter(own("taskListId", taskList.id))).map(
              (task) => `${task["isCompleted"] ? "[x]" : "[ ]"} ${String(task["name"])}`,
            ),
          ),
      }))
      .sort((one, other) => (String(one.name) < String(other.name) ? -1 : 1)),
  }));
}
