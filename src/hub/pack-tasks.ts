import { taskFamilyParts } from "../core/tasks/hub-id.ts";
import type { HubWrite } from "../core/tasks/plan-types.ts";
import { wellFormedJson } from "../core/well-formed-json.ts";
import type { GivenType } from "./dialect.ts";
import { uuid5Family } from "./uuid5.ts";

/** A new row of the tasks table, but for what is the same for all that are added together. */
export type AddedTask = {
  id: string;
  workstream_id: string;
  key: string;
  title: string;
  status: string | null;
  priority: string | null;
  needs_human: number;
  group_path: string;
  position: number;
};

/** New tasks, put together for one statement. */
export type PackedTasks = {
  count: number;
  /** What all of them say alike. */
  same: Partial<AddedTask>;
  /** What each says by itself: the columns, and the text of a JSON array with a list of their values for each task. */
  own: readonly (keyof AddedTask)[];
  rows: string;
};

/** The new rows of one workstream that a plan writes. */
export function addedTasks(
  idRoot: string,
  workstream: { id: string; key: string },
  writes: readonly HubWrite[],
): AddedTask[] {
  const idOf = uuid5Family(...taskFamilyParts(idRoot, workstream.key));
  const added: AddedTask[] = [];
  for (const write of writes)
    if (write.kind === "add") added.push(addedTask(idOf(write.key), workstream.id, write));
  return added;
}

function addedTask(
  id: string,
  workstreamId: string,
  { key, words, position }: Extract<HubWrite, { kind: "add" }>,
): AddedTask {
  return {
    id,
    workstream_id: workstreamId,
    key,
    title: words.title ?? "",
    status: words.status === undefined ? "todo" : words.status,
    priority: words.priority ?? null,
    needs_human: words.needs_human === "true" ? 1 : 0,
    group_path: words.group ?? "[]",
    position,
  };
}

export const columnTypes = {
  id: "text",
  workstream_id: "text",
  key: "text",
  title: "text",
  status: "text",
  priority: "text",
  needs_human: "integer",
  group_path: "text",
  position: "double precision",
} as const satisfies Record<keyof AddedTask, GivenType>;

const columns = Object.keys(columnTypes) as (keyof AddedTask)[];

/** Without the columns' names in every row, and without what every row would repeat. */
export function packTasks(tasks: readonly AddedTask[]): PackedTasks {
  const [first] = tasks;
  const own = columns.filter(
    (name) => name === "id" || tasks.some((task) => task[name] !== first?.[name]),
  );
  const alike = columns.filter((name) => !own.includes(name));
  return {
    count: tasks.length,
    same: Object.fromEntries(alike.map((name) => [name, first?.[name]])),
    own,
    rows: wellFormedJson(tasks.map((task) => own.map((name) => task[name]))),
  };
}

/**
 * Packs one after the other as few: neighbours that say the same alike become one. A statement is compiled with all the
 * triggers of its table, and the driver holds it until V8 has the time.
 */
export function joinPacks(packs: readonly PackedTasks[]): PackedTasks[] {
  const joined: { shape: string; packs: PackedTasks[] }[] = [];
  for (const pack of packs) {
    const shape = JSON.stringify([pack.same, pack.own]);
    const last = joined.at(-1);
    if (last?.shape === shape) last.packs.push(pack);
    else joined.push({ shape, packs: [pack] });
  }
  return joined.flatMap((group) => {
    const [first] = group.packs;
    if (!first) return [];
    const count = group.packs.reduce((sum, pack) => sum + pack.count, 0);
    const rows = `[${group.packs.map((pack) => pack.rows.slice(1, -1)).join(",")}]`;
    return { ...first, count, rows };
  });
}
