import {
  addToText,
  keyOf,
  kindOf,
  removeFromText,
  setInText,
  shownTasks,
  simFields,
  type SimField,
} from "../documents.ts";
import type { PersonAct } from "../script.ts";
import { shownIn, taskName, textOf, type Desk, type World } from "../world.ts";
import { displayOf, replaced } from "./accounts.ts";
import { freshValue, standsFor, wordFor } from "./values.ts";

/** An act says what it did, for the trace; null where there was nothing to do. */
export type Perform = (world: World, desk: Desk, act: PersonAct) => string | null;

function chosenFile(desk: Desk, { task }: PersonAct): string | null {
  const file = desk.files[task % desk.files.length];
  return file === undefined || desk.broken.has(file) ? null : file;
}

const fieldOf = (file: string, { field }: PersonAct): SimField =>
  simFields[field % (kindOf(file) === "workplan" ? 4 : 2)] ?? "status";

const save = (desk: Desk, file: string, text: string) =>
  desk.clone.save(file, Buffer.from(text, "utf8"));

/** One field of one task in a text, with the reference told. */
function editIn(world: World, desk: Desk, file: string, text: string, act: PersonAct) {
  const kind = kindOf(file);
  const tasks = [...shownTasks(kind, text)];
  const [key, shown] = tasks[(act.task >> 3) % Math.max(tasks.length, 1)] ?? [];
  if (key === undefined || !shown) return null;
  const field = fieldOf(file, act);
  const slot = { task: taskName(desk, file, key), field };
  const value = freshValue(world, slot, kind, act.style);
  if (value === null) return null;
  const word = wordFor(kind, field, value, act.style);
  const now = shownIn(desk, file).get(key)?.[field] ?? null;
  world.reference.set(slot, value, desk.index, [
    ...standsFor(kind, field, shown[field] ?? null),
    ...standsFor(kind, field, now),
  ]);
  return { text: setInText(kind, text, key, field, word), words: `${key} ${field}: ${word}` };
}

export const edit: Perform = (world, desk, act) => {
  const file = chosenFile(desk, act);
  const text = file === null ? null : textOf(desk, file);
  if (file === null || text === null) return null;
  const edited = editIn(world, desk, file, text, act);
  if (!edited) return null;
  save(desk, file, edited.text);
  return `${file} ${edited.words}`;
};

export const addTask: Perform = (world, desk, act) => {
  const file = chosenFile(desk, act);
  const text = file === null ? null : textOf(desk, file);
  if (file === null || text === null) return null;
  const number = world.names.next++;
  const key = keyOf(kindOf(file), number);
  const task = taskName(desk, file, key);
  world.reference.set({ task, field: "title" }, `new ${number}`, desk.index, []);
  world.reference.set({ task, field: "status" }, "todo", desk.index, []);
  save(desk, file, addToText(kindOf(file), text, key, `new ${number}`));
  return `${file} adds ${key}`;
};

export const deleteTask: Perform = (world, desk, act) => {
  const file = chosenFile(desk, act);
  const text = file === null ? null : textOf(desk, file);
  if (file === null || text === null) return null;
  const keys = [...shownTasks(kindOf(file), text).keys()];
  const key = keys[act.style % Math.max(keys.length, 1)];
  if (key === undefined) return null;
  const before = displayOf(desk);
  save(desk, file, removeFromText(kindOf(file), text, key));
  replaced(world, desk, before);
  world.reference.takeAlong(taskName(desk, file, key), desk.index);
  return `${file} deletes ${key}`;
};

/** An editor that holds an older text saves it, with an edit, over whatever stands there by now. */
export const saveStale: Perform = (world, desk, act) => {
  const file = chosenFile(desk, act);
  const text = file === null ? null : textOf(desk, file);
  if (file === null || text === null) return null;
  const held = desk.open.get(file);
  if (held === undefined) {
    desk.open.set(file, text);
    return `an editor opens ${file}`;
  }
  desk.open.delete(file);
  const before = displayOf(desk);
  const edited = editIn(world, desk, file, held, act);
  save(desk, file, edited?.text ?? held);
  replaced(world, desk, before);
  return `the editor saves what it holds of ${file}${edited ? `, with ${edited.words}` : ""}`;
};

const markers = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n";

export const breakFile: Perform = (_world, desk, act) => {
  const file = chosenFile(desk, act);
  const bytes = file === null ? null : desk.clone.read(file);
  if (file === null || bytes === null) return null;
  desk.broken.set(file, Buffer.from(bytes));
  const kinds = ["gone", "markers", "no text", "half"] as const;
  const kind = kinds[act.style % kinds.length] ?? "gone";
  if (kind === "gone") desk.clone.remove(file);
  if (kind === "markers") desk.clone.save(file, Buffer.concat([bytes, Buffer.from(markers)]));
  if (kind === "no text") desk.clone.save(file, Buffer.concat([bytes, Buffer.from([0xff, 0x0a])]));
  if (kind === "half")
    desk.clone.save(
      file,
      Buffer.concat([bytes, Buffer.from("\n<<<<<<< a\n>>>>>>> b\n```task\nid: [\n```\n")]),
    );
  return `${file} is broken: ${kind}`;
};

export const mendFile: Perform = (_world, desk) => {
  const [file, bytes] = [...desk.broken][0] ?? [];
  if (file === undefined || !bytes) return null;
  desk.broken.delete(file);
  desk.clone.save(file, bytes);
  return `${file} is mended`;
};
