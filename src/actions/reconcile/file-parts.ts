import type { Document, TaskInFile } from "../../core/tasks/document.ts";
import { planOrder } from "../../core/tasks/plan.ts";
import { changedKeys, fingerprints, isSameOrder } from "../../core/tasks/snapshot.ts";
import { taskPositions } from "../../hub/task-rows.ts";
import { findWorkstream } from "../../hub/tasks.ts";
import { baseKeys } from "../../ledger/bases.ts";
import { findSnapshot } from "../../ledger/snapshots.ts";
import { newWork, tasksPerPart, type FilePart } from "./file-part.ts";
import type { Scope } from "./scope.ts";
import type { PartOfList, TaskFile } from "./task-file.ts";
import { writtenSince } from "./written-since.ts";

/** A workplan is planned whole: hub ids may have to be put into any of its tasks. */
export const isLong = ({ document, part }: TaskFile): boolean =>
  part !== null || (document.format !== "workplan" && document.tasks.length > 2000);

export const wholeFile = (file: TaskFile): FilePart => ({
  file,
  selection: null,
  work: newWork(),
  isLast: true,
  findings: file.document.findings,
});

/** The part once others have written in its workstream: any of its keys may have a row by now. */
export const afresh = (part: FilePart): FilePart =>
  part.selection ? { ...part, selection: { ...part.selection, inHub: part.selection.keys } } : part;

/**
 * Parts a long file: the tasks that have changed since its snapshot, in the file or in the hub; all of them
 * where no snapshot can be relied on.
 */
export async function partLongFile(
  scope: Scope,
  file: TaskFile,
  key: string,
): Promise<readonly FilePart[]> {
  const { part } = file;
  const { tasks, findings } = file.document;
  const prints = fingerprints(tasks);
  if (part?.kind === "changed") return [changedFilePart(file, part, prints)];
  const { keys, inHub, inBases, order, positions } =
    (await chooseChanged(scope, file, key, prints)) ?? (await chooseAll(scope, file, key));
  const look = { keys: tasks.map((task) => task.key), prints, positions };
  const work = newWork();
  const chunks = chunksOf(keys, tasks);
  return chunks.map((chunk, index) => ({
    file,
    work,
    isLast: index === chunks.length - 1,
    findings: index === chunks.length - 1 ? findings : [],
    selection: {
      ...chunk,
      inHub: chunk.keys.filter(inHub),
      inBases: ["", ...chunk.keys.filter(inBases)],
      order,
      look,
    },
  }));
}

/** The tasks that say something else, of those that were read. */
function changedFilePart(
  file: TaskFile,
  { snapshot, place }: Extract<PartOfList, { kind: "changed" }>,
  now: Float64Array,
): FilePart {
  const tasks = file.document.tasks.filter((_, at) => now[at] !== snapshot.prints[place + at]);
  const keys = tasks.map(({ key }) => key);
  const prints = snapshot.prints.slice();
  prints.set(now, place);
  const look = { keys: snapshot.keys, prints, positions: snapshot.positions };
  const inBases = ["", ...keys];
  const selection = { keys, tasks, inHub: keys, inBases, order: new Map<string, number>(), look };
  const { findings } = file.document;
  return { file, selection, work: newWork(), isLast: true, findings };
}

type Choice = {
  keys: ReadonlySet<string>;
  inHub: (key: string) => boolean;
  inBases: (key: string) => boolean;
  order: ReadonlyMap<string, number>;
  /** Of every task of the file, once `order` is carried out. */
  positions: Float64Array;
};

async function chooseChanged(
  scope: Scope,
  { document }: TaskFile,
  key: string,
  prints: Float64Array,
): Promise<Choice | null> {
  const snapshot = findSnapshot(scope.ctx.ledger(), scope, key);
  const written = snapshot && (await writtenSince(scope, key, snapshot));
  if (!snapshot || !written) return null;
  const keys = changedKeys(snapshot, document.tasks, prints);
  for (const changed of written) keys.add(changed);
  const asked = { inHub: () => true, inBases: () => true };
  if (isSameOrder(snapshot, document.tasks))
    return { ...asked, keys, order: new Map(), positions: snapshot.positions };
  const stood = new Map(snapshot.keys.map((one, at) => [one, snapshot.positions[at] ?? NaN]));
  const planned = placeTasks(document, (one) => stood.get(one) ?? NaN);
  for (const moved of planned.order.keys()) keys.add(moved);
  return { ...asked, keys, ...planned };
}

async function chooseAll(scope: Scope, { document }: TaskFile, key: string): Promise<Choice> {
  const stood = await scope.hub.read(async (db) => {
    const own = await findWorkstream(db, scope.checkout.repoId, key);
    return own ? taskPositions(db, own.id) : new Map<string, number>();
  });
  const based = new Set(baseKeys(scope.ctx.ledger(), scope, key));
  based.delete("");
  return {
    keys: new Set([...document.tasks.map((task) => task.key), ...based, ...stood.keys()]),
    inHub: (one) => stood.has(one),
    inBases: (one) => based.has(one),
    ...placeTasks(document, (one) => stood.get(one) ?? NaN),
  };
}

/** The order of a file's tasks; a position that is not a number is none yet. */
function placeTasks(
  document: Document,
  stood: (key: string) => number,
): Pick<Choice, "order" | "positions"> {
  const order = planOrder(document, (key) => {
    const position = stood(key);
    return Number.isNaN(position) ? null : position;
  });
  const positions = Float64Array.from(document.tasks, ({ key }) => order.get(key) ?? stood(key));
  return { order, positions };
}

/** Some keys at a time, with the tasks that have them; one empty chunk where there are none. */
function chunksOf(
  keys: ReadonlySet<string>,
  tasks: readonly TaskInFile[],
): { keys: string[]; tasks: TaskInFile[] }[] {
  const count = Math.max(1, Math.ceil(keys.size / tasksPerPart));
  const chunks = Array.from({ length: count }, () => ({
    keys: [] as string[],
    tasks: [] as TaskInFile[],
  }));
  const chunkOf = new Map<string, (typeof chunks)[number]>();
  let index = 0;
  for (const key of keys) {
    const chunk = chunks[Math.floor(index / tasksPerPart)];
    if (!chunk) break;
    chunk.keys.push(key);
    chunkOf.set(key, chunk);
    index += 1;
  }
  for (const task of tasks) chunkOf.get(task.key)?.tasks.push(task);
  return chunks;
}
