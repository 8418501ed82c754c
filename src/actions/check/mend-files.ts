import { randomInt } from "node:crypto";
import { basename } from "node:path";
import { splice, type Edit } from "../../core/tasks/document.ts";
import { planHubIds } from "../../core/tasks/plan-hub-ids.ts";
import { hubIdsOf, idRootOf } from "../../hub/hub-ids.ts";
import { loadWorkstreams, type WorkstreamRows } from "../../hub/tasks.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { Context } from "../context.ts";
import type { TaskFile } from "../reconcile/task-file.ts";

/**
 * Writes what is safe to write: an id into a workplan without one, hub ids where they are missing or
 * null-like and, with `give`, block ids at the end of checkbox lines. Gives the paths it has written.
 */
export async function mendFiles(
  ctx: Context,
  checkout: Checkout,
  files: readonly TaskFile[],
  ids: "keep" | "give",
): Promise<string[]> {
  const hub = await ctx.hub();
  const keys = [...new Set(files.flatMap(({ document }) => document.workstream.key ?? []))];
  const rows = new Map<string, WorkstreamRows>();
  for (let from = 0; from < keys.length; from += 500)
    for (const [key, own] of await hub.read((db) =>
      loadWorkstreams(db, checkout.repoId, keys.slice(from, from + 500)),
    ))
      rows.set(key, own);
  const taken = new Set(keys);
  const written: string[] = [];
  for (const file of files) {
    const edits = mendsOf(file, checkout, rows, taken, ids);
    if (edits.length === 0) continue;
    const after = Buffer.from(splice(file.document.text, edits), "utf8");
    if (replaceFile(ctx.files, file.realPath, file.bytes, after) === "written")
      written.push(file.path);
  }
  return written;
}

function mendsOf(
  { path, document }: TaskFile,
  checkout: Checkout,
  rows: ReadonlyMap<string, WorkstreamRows>,
  taken: Set<string>,
  ids: "keep" | "give",
): Edit[] {
  const { workstream, tasks } = document;
  const edits: Edit[] = [];
  // Two insertions at one place would have no order; the hub ids follow at the next --fix.
  if (workstream.key === null)
    return tasks.length === 0 ? [] : present(document.writeWorkstreamKey(freeKey(path, taken)));
  const own = rows.get(workstream.key);
  edits.push(...planHubIds(document, hubIdsOf(idRootOf(checkout), workstream.key, own)).edits);
  if (ids === "give") edits.push(...document.writeBlockIds(blockIds(document.text)));
  return edits;
}

const present = (edit: Edit | null) => (edit ? [edit] : []);

/** The file's name, with a number behind where another workplan has that id. */
function freeKey(path: string, taken: Set<string>): string {
  const name = basename(path).replace(/\.md$/, "");
  let key = name;
  for (let number = 2; taken.has(key); number += 1) key = `${name}-${number}`;
  taken.add(key);
  return key;
}

// Without the letters and digits that are easily mistaken for one another.
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

function* blockIds(text: string): Generator<string, never> {
  const given = new Set<string>();
  for (;;) {
    const letters = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]);
    const id = `sh-${letters.join("")}`;
    if (given.has(id) || text.includes(id)) continue;
    given.add(id);
    yield id;
  }
}
