import { join } from "node:path";
import { addTasks } from "../../src/hub/add-tasks.ts";
import { assignRepo } from "../../src/hub/assign-repo.ts";
import { openHub } from "../../src/hub/open.ts";
import { packTasks } from "../../src/hub/pack-tasks.ts";
import { uuid5Family } from "../../src/hub/uuid5.ts";
import { packWords } from "../../src/ledger/base-words.ts";
import { putBases } from "../../src/ledger/bases.ts";
import { putCheckout } from "../../src/ledger/checkouts.ts";
import { openLedger } from "../../src/ledger/open.ts";
import { timed } from "./harness.ts";

const workstream = "w0000000-0000-0000-0000-000000000000";

/**
 * What the databases alone take for a first import: its rows go into a new hub and then into a new ledger, ready made,
 * with nothing read and nothing planned. Less is possible only as far as both are written at once.
 */
export async function rowsAlone(folder: string, count: number): Promise<number> {
  const hub = await openHub(`sqlite:${join(folder, "hub.db")}`);
  const ledger = openLedger(join(folder, "ledger.db"));
  try {
    const { id: repoId } = await assignRepo(hub, identity);
    await hub.write((db) =>
      db
        .insertInto("workstreams")
        .values({ id: workstream, repo_id: repoId, key: file, title: null, status: null, file })
        .execute(),
    );
    const { id: checkoutId } = putCheckout(ledger, { ...checkout, repoId });
    const idOf = uuid5Family("bench", file);
    const keys = Array.from({ length: count }, (_, at) => `T${at}`);
    const rows = keys.map((key, position) => ({
      id: idOf(key),
      workstream_id: workstream,
      key,
      title: `do thing number ${position}`,
      status: position % 3 === 0 ? "done" : "todo",
      priority: null,
      needs_human: 0,
      group_path: `["Feature ${Math.floor(position / 100)}"]`,
      position,
    }));
    const alike = (word: string) => ({ markdown: word, hub: word, rev: 0 });
    const bases = packWords(
      rows.flatMap(({ key, title, status, group_path: group }) => [
        { key, field: "status" as const, base: alike(status) },
        { key, field: "title" as const, base: alike(title) },
        { key, field: "group" as const, base: alike(group) },
        { key, field: "task" as const, base: alike("here") },
      ]),
    );
    const packed = packTasks(rows);
    return await timed(async () => {
      await hub.write((db) => addTasks(hub, db, { repoId, placedBy: "bench" }, [packed]));
      putBases(ledger, { hubId: hub.id, checkoutId, branch: "main" }, file, bases);
    });
  } finally {
    ledger.close();
    await hub.close();
  }
}

const file = "TASKS.md";
const identity = {
  remoteKey: "git.example/bench/rows",
  localKey: "rows",
  folder: "rows",
  owner: null,
  name: "rows",
  slug: null,
  defaultBranch: "main",
};
const checkout = {
  slug: "rows",
  path: "/code/rows",
  gitDir: "/code/rows/.git",
  commonDir: "/code/rows/.git",
  remoteKey: identity.remoteKey,
  localKey: identity.localKey,
  registeredAt: "2026-01-01T00:00:00.000Z",
};
