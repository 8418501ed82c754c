import { displayIn, displayOf, pulled } from "./acts/accounts.ts";
import { perform } from "./acts/perform.ts";
import { conflictRows, hubRows } from "./hub-rows.ts";
import type { PersonAct, PersonActKind } from "./script.ts";
import { finish, plainSync, sync } from "./sync.ts";
import { textOf, violate, type Desk, type World } from "./world.ts";

const rounds = 12;

/**
 * Everybody comes to rest: faults end, what is broken gets mended, stashes and branches come home, all is committed,
 * pushed, pulled and synced until nothing moves any more. That it comes to an end is invariant 9; that the last
 * round wrote nothing is invariant 10.
 */
export async function quiesce(world: World): Promise<void> {
  world.trace("quiescence");
  world.hub.isDown = false;
  for (const desk of world.desks) await finish(world, desk);
  // Somebody may have switched it off in the middle of the last runs.
  world.hub.isDown = false;
  act(world, "adopt", 0);
  for (const desk of world.desks) comeHome(world, desk);
  await settle(world);
  for (
    let again = 0;
    world.setup.settle && again < rounds && openConflicts(world) > 0;
    again += 1
  ) {
    for (let row = openConflicts(world); row > 0; row -= 1) act(world, "choose", row);
    await settle(world);
  }
}

const openConflicts = (world: World) =>
  conflictRows(world, hubRows(world)).filter((row) => row.open).length;

function act(world: World, kind: PersonActKind, checkout: number): void {
  const one: PersonAct = { do: kind, checkout, task: checkout, field: 0, style: 2500 + checkout };
  perform(world, one);
}

function comeHome(world: World, desk: Desk): void {
  const { index, clone } = desk;
  while (desk.broken.size > 0) act(world, "mend-file", index);
  if (clone.branch() !== "main") {
    act(world, "commit", index);
    act(world, "switch", index);
  }
  act(world, "commit", index);
  for (let stash = 0; stash < 5; stash += 1) {
    act(world, "pop", index);
    act(world, "commit", index);
  }
  act(world, "merge", index);
}

async function settle(world: World): Promise<void> {
  let before = standing(world);
  let isWriting = false;
  for (let round = 1; round <= rounds; round += 1) {
    world.trace(`round ${round}`);
    for (const { index } of world.desks) {
      await sync(world, { ...plainSync(index), pull: true });
      exchange(world, index);
    }
    const after = standing(world);
    if (after.values === before.values) {
      if (after.writes === before.writes) return;
      if (isWriting) return violate(world, 10, "syncs of what agrees already have written again");
      // What no value shows, such as a place in the order, may have come to rest just now.
      isWriting = true;
    }
    before = after;
    if (world.violations.length > 0) return;
  }
  violate(world, 9, `nothing new happened for ${rounds} rounds, and still it did not come to rest`);
}

function exchange(world: World, index: number): void {
  const desk = world.desks[index];
  if (!desk) return;
  if (desk.clone.commit()) world.trace(`  desk ${index} git commit`);
  const [ours, theirs] = [displayOf(desk), displayIn(desk, "origin")];
  if (desk.clone.pull("ours")) {
    pulled(world, desk, ours, theirs);
    world.trace(`  desk ${index} git pull`);
  }
  if (desk.clone.push()) world.trace(`  desk ${index} git push`);
}

type Standing = {
  /** All that a sync could write, as one string. */
  values: string;
  /** By which a write would be known that has left every value and byte as it was. */
  writes: string;
};

function standing(world: World): Standing {
  const rows = hubRows(world);
  const files = world.desks.map((desk) => desk.files.map((file) => textOf(desk, file)));
  const saves = world.desks.map(({ clone, files: paths }) =>
    paths.map((file) => {
      const { ino, mtimeNs } = world.ground.files.stat(`${clone.path}/${file}`) ?? {};
      return `${ino} ${mtimeNs}`;
    }),
  );
  const written = world.stores.client
    .prepare(
      "SELECT (SELECT value FROM meta WHERE key = 'change') AS change, (SELECT group_concat(receipt) FROM receipts) AS receipts",
    )
    .all();
  return {
    values: JSON.stringify([rows, conflictRows(world, rows), files]),
    writes: JSON.stringify([saves, written]),
  };
}
