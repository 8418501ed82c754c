import { kindOf, type Shown } from "../documents.ts";
import { conflictRows, hubRows, meaningOf, type ConflictRow, type HubRow } from "../hub-rows.ts";
import { standsFor } from "../acts/values.ts";
import { lostValues } from "../visible.ts";
import { repoName, shownIn, taskName, violate, type Desk, type World } from "../world.ts";

/** What must hold once everything has come to rest. */
export function checkRest(world: World): void {
  const rows = hubRows(world);
  const conflicts = conflictRows(world, rows);
  const byTask = new Map(rows.map((row) => [row.task, row]));
  for (const lost of lostValues(world, "now"))
    violate(world, 11, `not to be seen at the end: ${lost}`);
  for (const desk of world.desks)
    for (const file of desk.files)
      for (const [key, shown] of shownIn(desk, file)) {
        const task = taskName(desk, file, key);
        checkTask(world, desk, { task, file, shown, row: byTask.get(task), conflicts });
      }
  for (const row of conflicts) checkConflict(world, row);
}

type Seen = {
  task: string;
  file: string;
  shown: Shown;
  row: HubRow | undefined;
  conflicts: ConflictRow[];
};

/** Invariant 9: with no open conflict both sides say the same. */
function checkTask(world: World, desk: Desk, { task, file, shown, row, conflicts }: Seen): void {
  if (!row) return violate(world, 9, `${task} stands in desk ${desk.index} and not in the hub`);
  if (row.removed) return;
  for (const [field, value] of Object.entries(shown)) {
    const hub = row.shown[field as keyof Shown] ?? null;
    if (value === hub || standsFor(kindOf(file), field, value).includes(hub)) continue;
    const waits = conflicts.some(
      (conflict) =>
        conflict.open &&
        conflict.task === task &&
        conflict.field === field &&
        conflict.checkout.endsWith(`:${desk.clone.path}`),
    );
    if (!waits)
      violate(
        world,
        9,
        `${task} ${field} is "${value}" in desk ${desk.index} and "${hub}" in the hub, and no conflict is open`,
      );
  }
}

/** Invariants 12 and 13: a conflict has two sides that differ, and the policy settles it. */
function checkConflict(world: World, row: ConflictRow): void {
  const { task, field, markdown, hub } = row;
  const place = `the conflict over ${task} ${field}`;
  if (meaningOf(field, markdown) === meaningOf(field, hub))
    violate(world, 12, `${place} has the same on both sides: ${markdown}`);
  if (task === null || world.hasForgotten) return;
  const touched = [...world.reference.touched({ task, field })];
  if (touched.length === 0 || (isOnlyClone(world, task) && touched.length === 1))
    violate(
      world,
      12,
      `${place} (${markdown}, ${hub}), touched by ${touched.join() || "nobody"} alone`,
    );
}

/** What the commits of one clone bring to another may be the hub's own earlier value: nobody can tell. */
const isOnlyClone = ({ desks }: World, task: string) =>
  desks.filter(({ repository }) => task.startsWith(`${repoName(repository)}/`)).length === 1;
