import { expect, test } from "vitest";
import { makeReference, nameOf, type Reference } from "../../simulator/reference.ts";

const slot = { task: "app0/checkbox/B1", field: "status" };
const nowhere = new Set<string>();
const seeing = (value: string) => new Set([nameOf(slot, value)]);
const lost = (reference: Reference, visible: ReadonlySet<string>) =>
  reference.lost(visible).map(({ value }) => value);

/** The hub's value has reached the file of clone 0, and a person has taken it back there. */
function takenBack(): Reference {
  const reference = makeReference();
  reference.set(slot, "done", "hub", []);
  reference.saw(slot, "done", 0);
  reference.withdraw(slot, "done", 0);
  return reference;
}

test("the hub's value that a person took back in a file must come again", () => {
  expect(lost(takenBack(), nowhere)).toEqual(["done"]);
});

test("an older edit that is brought back over it before a run has looked has the look of one that replaced it; elsewhere, later, or of another task it has not", () => {
  const over = takenBack();
  over.bringBack(slot, "blocked", 0);
  expect(lost(over, nowhere)).toEqual([]);

  const elsewhere = takenBack();
  elsewhere.bringBack(slot, "blocked", 1);
  expect(lost(elsewhere, nowhere)).toEqual(["done"]);

  const another = takenBack();
  another.bringBack({ ...slot, task: "app0/checkbox/B2" }, "blocked", 0);
  expect(lost(another, nowhere)).toEqual(["done"]);

  const later = takenBack();
  later.settle(0, "checkbox");
  later.bringBack(slot, "blocked", 0);
  expect(lost(later, nowhere)).toEqual(["done"]);

  const otherFile = takenBack();
  otherFile.settle(0, "workplan");
  otherFile.bringBack(slot, "blocked", 0);
  expect(lost(otherFile, nowhere)).toEqual([]);

  const itself = takenBack();
  itself.bringBack(slot, "done", 0);
  expect(lost(itself, nowhere)).toEqual(["done"]);
});

test("what was taken back goes with its task where that is deleted before a run has looked; elsewhere, later, or with another task it does not", () => {
  const deleted = takenBack();
  deleted.takeAlong(slot.task, 0);
  expect(lost(deleted, nowhere)).toEqual([]);

  const elsewhere = takenBack();
  elsewhere.takeAlong(slot.task, 1);
  expect(lost(elsewhere, nowhere)).toEqual(["done"]);

  const another = takenBack();
  another.takeAlong("app0/checkbox/B2", 0);
  expect(lost(another, nowhere)).toEqual(["done"]);

  const later = takenBack();
  later.settle(0, "checkbox");
  later.takeAlong(slot.task, 0);
  expect(lost(later, nowhere)).toEqual(["done"]);
});

test("what nobody has taken back is not replaced by an older edit that comes back", () => {
  const reference = makeReference();
  reference.set(slot, "done", "hub", []);
  reference.bringBack(slot, "blocked", 0);
  expect(lost(reference, nowhere)).toEqual(["done"]);
});

test("what the hub has come back to is newer than what it came back from, and than nothing else", () => {
  const reference = makeReference();
  reference.saw(slot, "todo", "hub");
  reference.set(slot, "done", 0, ["todo"]);
  reference.saw(slot, "done", "hub");
  expect(reference.hasReturned(slot, "todo", "done")).toBeNull();
  reference.setAgain(slot, "todo", ["done"], "set");
  expect(lost(reference, seeing("done"))).toEqual(["todo"]);
  expect(reference.hasReturned(slot, "todo", "done")).toBe(true);
  expect(reference.hasReturned(slot, "todo", "blocked")).toBe(false);
  reference.forgetReturns();
  expect(lost(reference, seeing("done"))).toEqual([]);
});

/** Clone 1 has set a status which the box of clone 0 stands for. */
function hidden(): Reference {
  const reference = makeReference();
  reference.set(slot, "in_progress", 1, []);
  reference.agree(slot, "todo", "in_progress", 0);
  return reference;
}

test("a pull over a box replaces the status that the last run has read it for; another box, another clone or a status that is shown it leaves", () => {
  const over = hidden();
  over.pullOver(slot, "todo", 0);
  expect(lost(over, nowhere)).toEqual([]);

  const otherBox = hidden();
  otherBox.pullOver(slot, "done", 0);
  expect(lost(otherBox, nowhere)).toEqual(["in_progress"]);

  const otherClone = hidden();
  otherClone.pullOver(slot, "todo", 1);
  expect(lost(otherClone, nowhere)).toEqual(["in_progress"]);

  const shown = hidden();
  shown.agree(slot, "in_progress", "in_progress", 0);
  shown.pullOver(slot, "in_progress", 0);
  expect(lost(shown, nowhere)).toEqual(["in_progress"]);
});

/** The box of clone 0 is one with the hub's status. */
function one(): Reference {
  const reference = makeReference();
  reference.set(slot, "in_progress", 0, []);
  reference.setUntold(slot, "blocked", "hub", []);
  return reference;
}

test("a box is not lost while the status that it is one with can be seen, and is replaced with it", () => {
  const apart = one();
  expect(lost(apart, seeing("blocked"))).toEqual(["in_progress"]);

  const agreed = one();
  agreed.agree(slot, "in_progress", "blocked", 0);
  expect(lost(agreed, seeing("blocked"))).toEqual([]);
  expect(lost(agreed, nowhere)).toEqual(["in_progress"]);
  agreed.set(slot, "cancelled", "hub", ["blocked"]);
  expect(lost(agreed, nowhere)).toEqual(["cancelled"]);
});
