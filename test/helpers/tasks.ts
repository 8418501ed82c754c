import Database from "libsql";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../src/actions/context.ts";
import { reconcile } from "../../src/actions/reconcile/reconcile.ts";
import type { Moment } from "../../src/actions/reconcile/scope.ts";
import { register } from "../../src/actions/registry/register.ts";
import type { StepRecord } from "../../src/core/outcome.ts";
import type { Checkout } from "../../src/ledger/checkouts.ts";
import { makeHome, writeFile, type Home } from "./home.ts";
import { contextOf } from "./registered.ts";
import { cloneRemote, git, makeRemote, makeRepository } from "./repository.ts";
import { runSqlNow } from "./sql-now.ts";

type Row = Record<string, string | number | null>;

/** One checkout with its context, and the hub as any other SQL program sees it. */
export type Desk = {
  home: Home;
  ctx: Context;
  checkout: Checkout;
  /** Runs one reconcile on main; `stopAt` may throw, as a crash would. */
  sync: (stopAt?: (moment: Moment) => void) => Promise<StepRecord>;
  write: (path: string, text: string | Uint8Array) => void;
  read: (path: string) => string;
  commit: (message?: string) => void;
  /** Plain SQL through a connection of its own. */
  sql: (text: string, ...values: (string | number | null)[]) => Row[];
  /** The task's row in the hub. */
  row: (key: string) => Row | undefined;
};

let newHub: (() => Promise<string>) | null = null;

/** Gives every desk that is made from now on a hub at an address of its own; null: the file in its data directory. */
export function useHubs(newUrl: typeof newHub): void {
  newHub = newUrl;
}

/** Whether desks are made with hubs of their own kind, after the same tests have run with files. */
export const usesOtherHubs = (): boolean => newHub !== null;

/** A repository with a remote, registered in a home of its own; `config` is the user's config.yaml. */
export async function makeDesk(settings = ""): Promise<Desk> {
  const config = newHub === null ? settings : `hub: ${await newHub()}\n${settings}`;
  const home = makeHome();
  const path = makeRepository(home, "work", makeRemote(home));
  writeFile(path, ".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/main\n");
  nameRemote(home, path);
  return openDesk(home, path, config);
}

/** A second clone of the same remote on the same machine. */
export async function secondDesk(first: Desk, name = "second"): Promise<Desk> {
  const remote = join(first.home.path, "remote.git");
  git(first.home, first.checkout.path, "push", "--quiet", remote, "main");
  const path = cloneRemote(first.home, remote, name);
  nameRemote(first.home, path);
  return openDesk(first.home, path);
}

/** A remote of a known name, by which two clones are one repository; nothing here ever talks to it. */
function nameRemote(home: Home, path: string): void {
  git(home, path, "remote", "set-url", "origin", "https://git.example.invalid/ada/app.git");
}

async function openDesk(home: Home, path: string, config = ""): Promise<Desk> {
  const ctx = contextOf(home, config);
  const checkout = await register(ctx, path, { slug: null });
  const { hub } = await ctx.config(null);
  const sql: Desk["sql"] = (text, ...values) => {
    if (hub !== undefined) return runSqlNow(hub, text, values);
    const db = new Database(ctx.directories.hubFile, { timeout: 5000 });
    try {
      const statement = db.prepare(text);
      if (statement.reader) return statement.all(...values) as Row[];
      statement.run(...values);
      return [];
    } finally {
      db.close();
    }
  };
  return {
    home,
    ctx,
    checkout,
    sync: async (stopAt) =>
      reconcile(
        ctx,
        checkout,
        await ctx.config(checkout.path),
        { branch: "main", listing: "fresh" },
        stopAt,
      ),
    write: (name, text) => void writeFile(path, name, text),
    read: (name) => readFileSync(join(path, name), "utf8"),
    commit(message = "change") {
      git(home, path, "add", "--all");
      git(home, path, "commit", "--quiet", "--message", message);
    },
    sql,
    row: (key) => sql("SELECT * FROM tasks WHERE key = ?", key)[0],
  };
}

/** A workplan with one block per task: `T1: todo` and more lines of its block. */
export function workplan(tasks: Record<string, string>, head = "id: WP-1\ntitle: Plan"): string {
  const blocks = Object.entries(tasks).map(
    ([id, status]) => `## Task ${id}\n\n\`\`\`task\nid: ${id}\nstatus: ${status}\n\`\`\`\n`,
  );
  return `---\n${head}\n---\n\n# Plan\n\n${blocks.join("\n")}`;
}

/** Throws at the given moment, as a killed process would stop there. */
export const crashAt = (wanted: Moment) => (moment: Moment) => {
  if (moment === wanted) throw new Error(`crash at ${moment}`);
};

/** Every row of every table that a sync may write, to compare two states of the hub. */
export function hubContents(desk: Desk): unknown {
  return {
    tasks: desk.sql(
      "SELECT workstreams.key AS workstream, tasks.key, tasks.title, tasks.status, priority, needs_human, group_path, removed_at IS NULL AS here FROM tasks JOIN workstreams ON workstreams.id = workstream_id ORDER BY 1, 2",
    ),
    conflicts: desk.sql(
      "SELECT field, base, markdown, hub, chosen, resolved_at IS NULL AS open FROM conflicts ORDER BY 1, 2, 3, 4",
    ),
  };
}
