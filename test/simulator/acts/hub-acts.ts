import { simFields, type SimField } from "../documents.ts";
import { conflictRows, hubChanged, hubRows, meaningOf, type HubRow } from "../hub-rows.ts";
import type { PersonAct } from "../script.ts";
import type { World } from "../world.ts";
import type { Perform } from "./editor-acts.ts";
import { freshValue } from "./values.ts";

/** Writes into the hub, as nobody does who knows it to be an old one. */
const current =
  (perform: Perform): Perform =>
  (world, desk, act) => {
    if (world.hub.isOld) return null;
    const words = perform(world, desk, act);
    if (words !== null) hubChanged(world);
    return words;
  };

function chosenRow(
  world: World,
  { task }: PersonAct,
  fits: (row: HubRow) => boolean,
): HubRow | null {
  const rows = hubRows(world).filter(fits);
  return rows[task % Math.max(rows.length, 1)] ?? null;
}

const supersedeAll = (world: World, { task, shown }: HubRow) => {
  for (const [field, value] of Object.entries(shown))
    world.reference.supersede({ task, field }, [value], "hub");
};

/** A field of a row, as the act picks them; null where the row's file could not show it. */
function chosenField(world: World, act: PersonAct): { row: HubRow; field: SimField } | null {
  const { removedInHub } = world.reference;
  const row = chosenRow(world, act, ({ removed, task }) => !removed || !removedInHub.has(task));
  const field = simFields[act.field % simFields.length] ?? "status";
  const isShown = field === "status" || field === "title" || row?.task.includes("/workplan/");
  return row && isShown ? { row, field } : null;
}

/** A box shows less than that: whoever changes it later may have meant to, or not. */
const asTold = ({ task }: HubRow, value: string) =>
  task.includes("/workplan/") || (value !== "blocked" && value !== "in_progress")
    ? "set"
    : "setUntold";

function write({ stores }: World, row: HubRow, field: SimField, value: string): string {
  stores.client
    .prepare(`UPDATE tasks SET ${field} = ? WHERE id = ?`)
    .run(field === "needs_human" ? Number(value === "true") : value, row.id);
  return `SQL: ${row.key} ${field} = ${value}`;
}

export const sqlSet = current((world, _desk, act) => {
  const { row, field } = chosenField(world, act) ?? {};
  if (!row || !field) return null;
  const slot = { task: row.task, field };
  const value = freshValue(world, slot, "hub", act.style);
  if (value === null) return null;
  world.reference[asTold(row, value)](slot, value, "hub", [row.shown[field] ?? null]);
  return write(world, row, field, value);
});

/** Somebody sets a field back to what it once said. */
export const sqlReturn = current((world, _desk, act) => {
  const { row, field } = chosenField(world, act) ?? {};
  if (!row || !field) return null;
  const slot = { task: row.task, field };
  const now = row.shown[field] ?? null;
  const before = world.reference.seenAt(slot, "hub").filter((value) => value !== now);
  const value = before[act.style % Math.max(before.length, 1)];
  if (value === undefined) return null;
  world.reference.setAgain(slot, value, [now], asTold(row, value));
  return `${write(world, row, field, value)}, as before`;
});

export const sqlRemove = current((world, _desk, act) => {
  const row = chosenRow(world, act, ({ removed }) => !removed);
  if (!row) return null;
  supersedeAll(world, row);
  world.reference.removedInHub.add(row.task);
  world.stores.client
    .prepare("UPDATE tasks SET removed_at = '2026-02-02' WHERE id = ?")
    .run(row.id);
  return `SQL: ${row.key} removed`;
});

export const sqlRevive = current((world, _desk, act) => {
  const row = chosenRow(world, act, ({ removed }) => removed);
  if (!row) return null;
  world.stores.client.prepare("UPDATE tasks SET removed_at = NULL WHERE id = ?").run(row.id);
  return `SQL: ${row.key} back again`;
});

export const sqlDelete = current((world, _desk, act) => {
  const row = chosenRow(world, act, () => true);
  if (!row) return null;
  supersedeAll(world, row);
  world.hasForgotten = true;
  world.stores.client.prepare("DELETE FROM tasks WHERE id = ?").run(row.id);
  return `SQL: DELETE ${row.key}`;
});

export const sqlInsert = current((world, _desk, act) => {
  const { client } = world.stores;
  const beside = chosenRow(world, act, () => true);
  if (!beside) return null;
  const number = world.names.next++;
  const key = beside.key.replace(/\d+$/, String(number));
  const task = beside.task.replace(/[^/]+$/, key);
  client
    .prepare(
      `INSERT INTO tasks (id, repo_id, workstream_id, key, title, status)
        SELECT ?, repo_id, workstream_id, ?, ?, 'todo' FROM tasks WHERE id = ?`,
    )
    .run(`sql-${number}`, key, `new ${number}`, beside.id);
  world.reference.set({ task, field: "title" }, `new ${number}`, "hub", []);
  return `SQL: INSERT ${key}`;
});

/** Somebody reads a conflict row and says which side it is to be. */
export const choose = current((world, _desk, act) => {
  const open = conflictRows(world, hubRows(world)).filter((row) => row.open && row.chosen === null);
  const row = open[act.task % Math.max(open.length, 1)];
  if (!row || row.task === null) return null;
  const chosen = act.style % 2 === 0 ? "markdown" : "hub";
  const loser = meaningOf(row.field, chosen === "markdown" ? row.hub : row.markdown);
  world.reference.supersede({ task: row.task, field: row.field }, [loser], "hub");
  world.stores.client.prepare("UPDATE conflicts SET chosen = ? WHERE id = ?").run(chosen, row.id);
  return `SQL: conflict over ${row.task} ${row.field}: ${chosen}`;
});
