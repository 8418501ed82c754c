import { removeCheckout } from "../../../src/ledger/checkouts.ts";
import { conflictRows, hubChanged, hubRows, meaningOf } from "../hub-rows.ts";
import { emptyLedger } from "../stores.ts";
import { register, type Desk, type World } from "../world.ts";
import type { Perform } from "./editor-acts.ts";

const isBusy = ({ desks }: World) => desks.some(({ running }) => running !== null);

function startAfresh(world: World, desk: Desk): void {
  desk.checkout = register(world, desk);
  desk.hasNoJournal = true;
}

export const loseLedger: Perform = (world, { machine }) => {
  const ledger = world.stores.ledgers[machine];
  if (!ledger || isBusy(world)) return null;
  emptyLedger(ledger.db);
  for (const desk of world.desks) if (desk.machine === machine) startAfresh(world, desk);
  world.hasForgotten = true;
  return `machine ${machine} loses its ledger`;
};

export const hubDown: Perform = (world) => {
  world.hub.isDown = true;
  return "the hub goes away";
};

export const hubUp: Perform = (world) => {
  world.hub.isDown = false;
  return "the hub is there";
};

export const backUp: Perform = (world) => {
  if (world.hub.isOld) return null;
  world.hub.backup = world.stores.backUp();
  return "the hub is backed up";
};

export const restoreBackup: Perform = (world) => {
  if (world.hub.backup === null || isBusy(world)) return null;
  // The rows of settled conflicts, which kept the side that lost, go with the hub.
  for (const row of conflictRows(world, hubRows(world))) {
    if (row.chosen === null || row.task === null) continue;
    const lost = meaningOf(row.field, row.chosen === "hub" ? row.markdown : row.hub);
    world.reference.supersede({ task: row.task, field: row.field }, [lost], "hub");
  }
  world.stores.putBack(world.hub.backup);
  hubChanged(world);
  world.hub.isOld = true;
  world.reference.forgetReturns();
  world.hasForgotten = true;
  return "the hub is set back to its backup";
};

/** The mend that the error names: every checkout starts afresh, what differs becomes a conflict. */
export const adopt: Perform = (world) => {
  if (!world.hub.isOld || isBusy(world)) return null;
  for (const desk of world.desks) {
    const ledger = world.stores.ledgers[desk.machine];
    if (ledger) removeCheckout(ledger, desk.checkout.id);
    startAfresh(world, desk);
  }
  world.hub.isOld = false;
  return "every checkout is registered anew";
};

export const wait: Perform = (world, _desk, { style }) => {
  const ms = style % 6000;
  world.ground.wait(ms);
  return `${ms} ms pass`;
};
