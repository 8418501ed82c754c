import type { PersonAct, PersonActKind } from "../script.ts";
import { lostValues, visibleValues } from "../visible.ts";
import { violate, type World } from "../world.ts";
import * as editor from "./editor-acts.ts";
import * as git from "./git-acts.ts";
import * as hub from "./hub-acts.ts";
import * as machine from "./machine-acts.ts";

const acts: Record<PersonActKind, editor.Perform> = {
  edit: editor.edit,
  "add-task": editor.addTask,
  "delete-task": editor.deleteTask,
  "save-stale": editor.saveStale,
  "break-file": editor.breakFile,
  "mend-file": editor.mendFile,
  commit: git.commit,
  stage: git.stage,
  restore: git.restore,
  stash: git.stash,
  pop: git.pop,
  switch: git.switchBranch,
  merge: git.merge,
  pull: git.pull,
  push: git.push,
  reset: git.reset,
  "sql-set": hub.sqlSet,
  "sql-return": hub.sqlReturn,
  "sql-remove": hub.sqlRemove,
  "sql-revive": hub.sqlRevive,
  "sql-delete": hub.sqlDelete,
  "sql-insert": hub.sqlInsert,
  choose: hub.choose,
  "lose-ledger": machine.loseLedger,
  "hub-down": machine.hubDown,
  "hub-up": machine.hubUp,
  "back-up": machine.backUp,
  "restore-backup": machine.restoreBackup,
  adopt: machine.adopt,
  wait: machine.wait,
};

/** Acts that can throw a value's last copy away. */
const throwsAway = new Set<PersonActKind>([
  "save-stale",
  "restore",
  "stash",
  "pop",
  "merge",
  "pull",
  "reset",
  "restore-backup",
]);

/** Does what a person or another program does, and tells the reference. Time passes. */
export function perform(world: World, act: PersonAct): void {
  const desk = world.desks[act.checkout % world.desks.length];
  if (!desk) return;
  const heavy = throwsAway.has(act.do);
  if (heavy) for (const lost of lostValues(world, "anywhere")) violate(world, 11, `lost: ${lost}`);
  const words = acts[act.do](world, desk, act);
  world.ground.wait(act.style % 900);
  if (words === null) return;
  world.trace(`  desk ${desk.index} ${words}`);
  if (heavy) world.reference.forgetInvisible(visibleValues(world, "anywhere"));
}
