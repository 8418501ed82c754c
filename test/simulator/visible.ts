import { kindOf, shownTasks, type Shown } from "./documents.ts";
import { conflictRows, hubRows, meaningOf, type ConflictRow, type HubRow } from "./hub-rows.ts";
import { nameOf, type Replica, type Value } from "./reference.ts";
import { standsFor } from "./acts/values.ts";
import { shownIn, taskName, type Desk, type World } from "./world.ts";

/**
 * The names of all values that can be seen: in the hub, in conflict rows, in working files, and, `anywhere`, in
 * what git keeps.
 */
export function visibleValues(world: World, where: "now" | "anywhere"): ReadonlySet<string> {
  const rows = hubRows(world);
  const conflicts = conflictRows(world, rows);
  if (where === "anywhere") return namesIn(world, where, rows, conflicts);
  const sources = [rows, conflicts, ...displays(world)];
  const last = latest.get(world);
  if (last && sources.every((source, at) => source === last.sources[at])) return last.names;
  const names = namesIn(world, where, rows, conflicts);
  latest.set(world, { sources, names });
  return names;
}

/** What was seen last, and in what: rows and displays are made anew when something in them changes. */
const latest = new WeakMap<World, { sources: object[]; names: ReadonlySet<string> }>();

const displays = ({ desks }: World) =>
  desks.flatMap((desk) => desk.files.map((file) => shownIn(desk, file)));

function namesIn(
  world: World,
  where: "now" | "anywhere",
  rows: readonly HubRow[],
  conflicts: readonly ConflictRow[],
): Set<string> {
  const names = new Set<string>();
  const add = (task: string, shown: Shown) => {
    for (const name of namesOf(task, shown)) names.add(name);
  };
  for (const { task, shown, removed } of rows)
    if (!removed || where === "anywhere") add(task, shown);
  for (const { task, field, base, markdown, hub } of conflicts)
    if (task !== null)
      for (const word of [base, markdown, hub]) add(task, { [field]: meaningOf(field, word) });
  for (const desk of world.desks)
    for (const file of desk.files) {
      for (const [key, shown] of shownIn(desk, file)) add(taskName(desk, file, key), shown);
      if (where === "now") continue;
      const before = desk.broken.get(file)?.toString("utf8");
      for (const text of [...desk.clone.keptTexts(file), ...(before === undefined ? [] : [before])])
        for (const [key, shown] of shownTasks(kindOf(file), text))
          add(taskName(desk, file, key), shown);
    }
  return names;
}

const named = new WeakMap<Shown, Map<string, string[]>>();

/** The values that a task shows, by their names. What is shown is not changed in place, so each is named once. */
function namesOf(task: string, shown: Shown): string[] {
  const ofTasks = named.get(shown) ?? new Map<string, string[]>();
  if (ofTasks.size === 0) named.set(shown, ofTasks);
  const known = ofTasks.get(task);
  if (known) return known;
  const names = Object.entries(shown).flatMap(([field, value]) =>
    value === null ? [] : [nameOf({ task, field }, value)],
  );
  ofTasks.set(task, names);
  return names;
}

/** Tells the reference what each place shows now: whoever sets something there later has had it before their eyes. */
export function noteSeen(world: World, synced: Desk): void {
  const { reference } = world;
  const saw = (task: string, shown: Shown, at: Replica) => {
    for (const [field, value] of Object.entries(shown))
      if (value !== null) reference.saw({ task, field }, value, at);
  };
  const rows = hubRows(world);
  for (const { task, shown } of rows) {
    saw(task, shown, "hub");
    for (const [field, value] of Object.entries(shown))
      if (value !== null) reference.told({ task, field }, value, synced.index);
  }
  for (const desk of world.desks)
    for (const file of desk.files)
      for (const [key, shown] of shownIn(desk, file))
        saw(taskName(desk, file, key), shown, desk.index);
  for (const file of synced.files) noteBoxes(world, synced, file, shownIn(synced, file));
}

/**
 * To a checkout that has read both, a box and a status that it cannot show are the same (docs/tasks.md): the hub's
 * place has seen the box as well. A run has read both once the hub has answered after it read the file; what is set in
 * the hub while the run goes on comes after that.
 */
export function noteBoxes(
  world: World,
  desk: Desk,
  file: string,
  tasks: ReadonlyMap<string, Shown>,
): void {
  const kind = kindOf(file);
  if (kind === "workplan") return;
  const rows = hubRows(world);
  for (const [key, { status = null }] of tasks) {
    if (status === null) continue;
    const task = taskName(desk, file, key);
    const now = rows.find((one) => one.task === task)?.shown.status ?? null;
    if (now === null || !standsFor(kind, "status", status).includes(now)) continue;
    world.reference.saw({ task, field: "status" }, status, "hub");
    world.reference.agree({ task, field: "status" }, status, now, desk.index);
  }
}

/**
 * Called where only the engine has acted: it must not have made a value vanish. Gives what it lost. What git keeps is
 * looked through only for what cannot be seen now.
 */
export function lostValues(world: World, where: "now" | "anywhere"): string[] {
  const { reference } = world;
  const hidden = reference.lost(visibleValues(world, "now"));
  const lost =
    where === "now" || hidden.length === 0 ? hidden : reference.lost(visibleValues(world, where));
  return lost
    .filter((one) => !wasSetOver(world, one))
    .map(({ task, field, value }) => `${task} ${field} "${value}"`);
}

/**
 * Whether the hub has a value in the place of one that had come back there, which is none of those that it came back from:
 * whoever set it has seen the one that was there, be it before or after.
 */
function wasSetOver(world: World, { task, field, value }: Value): boolean {
  const row = hubRows(world).find((one) => one.task === task);
  const now = row?.shown[field as keyof Shown] ?? null;
  return world.reference.hasReturned({ task, field }, value, now) === false;
}
