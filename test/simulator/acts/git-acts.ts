import {
  broughtBack,
  discarded,
  displayIn,
  displayOf,
  merged,
  pulled,
  rolledBack,
} from "./accounts.ts";
import type { Perform } from "./editor-acts.ts";

/** Nobody commits or stashes a file that is broken. */
const whole =
  (perform: Perform): Perform =>
  (world, desk, act) =>
    desk.broken.size > 0 ? null : perform(world, desk, act);

export const commit = whole((_world, { clone }) => (clone.commit() ? "git commit" : null));

export const stage = whole((_world, { clone }) => (clone.stage(), "git add"));

export const restore = whole((world, desk, { task }) => {
  const file = desk.files[task % desk.files.length];
  if (file === undefined) return null;
  const before = displayOf(desk);
  desk.clone.restore(file);
  discarded(world, desk, before);
  world.hasForgotten = true;
  return `git restore ${file}`;
});

export const stash = whole((world, desk) => {
  const before = displayOf(desk);
  if (!desk.clone.stash()) return null;
  discarded(world, desk, before);
  world.hasForgotten = true;
  return "git stash";
});

export const pop = whole((world, desk) => {
  const before = displayOf(desk);
  if (!desk.clone.pop()) return null;
  broughtBack(world, desk, before);
  return "git stash pop";
});

export const switchBranch = whole((world, desk) => {
  const to = desk.clone.branch() === "main" ? "feature" : "main";
  world.hasForgotten = true;
  return desk.clone.switchTo(to) ? `git switch ${to}` : null;
});

export const merge = whole((world, desk, { style }) => {
  const from = desk.clone.branch() === "main" ? "feature" : "main";
  const [ours, theirs] = [displayOf(desk), displayIn(desk, from)];
  if (!desk.clone.merge(from, style % 2 === 0 ? "ours" : "theirs")) return null;
  merged(world, desk, ours, theirs);
  world.hasForgotten = true;
  return `git merge ${from}`;
});

export const pull = whole((world, desk, { style }) => {
  const [ours, theirs] = [displayOf(desk), displayIn(desk, "origin")];
  if (!desk.clone.pull(style % 2 === 0 ? "ours" : "theirs")) return null;
  pulled(world, desk, ours, theirs);
  return "git pull";
});

export const push = whole((_world, { clone }) => (clone.push() ? "git push" : null));

export const reset = whole((world, desk) => {
  const [before, head] = [displayOf(desk), displayIn(desk, "HEAD")];
  if (!desk.clone.resetHard()) return null;
  rolledBack(world, desk, before, head);
  world.hasForgotten = true;
  return "git reset --hard HEAD~1";
});
