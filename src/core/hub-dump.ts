import { SyncError } from "./errors.ts";
import type { Restore } from "./restores.ts";

/** A row of any table, as both databases give it. */
export type DumpRow = Readonly<Record<string, string | number | null>>;

/** What stands at the head of a dump; docs/hub.md describes the format. */
export type DumpHead = {
  sync_hooks_hub: 1;
  hub_id: string;
  /** The hub's change number when the dump was made. */
  change: number;
  /** The schema's steps that the hub had taken. */
  schema: number;
  /** The times that the hub had been put back by then, oldest first; left out by earlier versions. */
  restores?: readonly Restore[];
  made_at: string;
};

export type DumpLine =
  | ({ kind: "head" } & DumpHead)
  | { kind: "row"; table: string; row: DumpRow }
  /** The last line: how many rows there were, so that a dump that was cut off is known as such. */
  | { kind: "end"; rows: number };

/** One line of a dump, without its newline: an object for head and end, `["table", {…}]` for a row. */
export function dumpLine(line: DumpLine): string {
  switch (line.kind) {
    case "head": {
      const { kind: _kind, ...head } = line;
      return JSON.stringify(head);
    }
    case "row":
      return JSON.stringify([line.table, line.row]);
    case "end":
      return JSON.stringify({ end: line.rows });
  }
}

/** Reads one line of a dump. Throws `store` with `place` and the line's number where it is none. */
export function readDumpLine(text: string, at: { place: string; line: number }): DumpLine {
  const value = parse(text);
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && isRow(value[1]))
    return { kind: "row", table: value[0], row: value[1] };
  if (isObject(value) && typeof value["end"] === "number")
    return { kind: "end", rows: value["end"] };
  if (isHead(value)) return { kind: "head", ...value };
  throw new SyncError("store", `${at.place}:${at.line} is no line of a hub's dump`, {
    hint: "give the file that sync-hooks hub backup has written",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // No line of a dump; the caller says where.
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isRow = (value: unknown): value is DumpRow =>
  isObject(value) &&
  Object.values(value).every(
    (cell) => cell === null || typeof cell === "string" || typeof cell === "number",
  );

const isHead = (value: unknown): value is DumpHead =>
  isObject(value) &&
  value["sync_hooks_hub"] === 1 &&
  typeof value["hub_id"] === "string" &&
  Number.isSafeInteger(value["change"]) &&
  Number.isSafeInteger(value["schema"]) &&
  typeof value["made_at"] === "string" &&
  isRestores(value["restores"] ?? []);

const isRestores = (value: unknown) =>
  Array.isArray(value) &&
  value.every(
    (one: unknown) =>
      isObject(one) && typeof one["id"] === "string" && Number.isSafeInteger(one["change"]),
  );
