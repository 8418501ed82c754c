import type { KnownFile } from "../../ledger/files.ts";
import { findSnapshot } from "../../ledger/snapshots.ts";
import { readChangedPart, readOutline } from "../../markdown/read.ts";
import type { Scope } from "./scope.ts";
import type { PartReader } from "./task-file.ts";
import { writtenSince } from "./written-since.ts";

/** Tasks around what has changed that are planned at once; with more, the whole list is compared. */
const mostChanged = 10_000;

/** Tasks of a new list that are planned at once: more would be old before they are done with, and stay in memory. */
const tasksPerPart = 1000;

/** UTF-16 units; a shorter list is read whole, in less time. */
const longText = 500_000;

/**
 * How to read of a long list only what has changed since it was last worked through: some tasks say something
 * else, all stand where they stood, and the hub has written none of them. Null where no snapshot allows that. One that
 * was never worked through is outlined.
 */
export async function partReader(
  scope: Scope,
  known: KnownFile | undefined,
): Promise<PartReader | null> {
  const { workstream } = known ?? { workstream: null };
  if (workstream === null) return outlineLong;
  const snapshot = findSnapshot(scope.ctx.ledger(), scope, workstream);
  if (!snapshot?.sections || snapshot.restless.length > 0) return null;
  const written = await writtenSince(scope, workstream, snapshot);
  if (written === null || written.length > 0) return null;
  const { sections, keys } = snapshot;
  return (path, text) => {
    const read = readChangedPart(path, text, sections);
    if (!read || read.document.workstream.key !== workstream) return null;
    const { document, place, replaced } = read;
    const { tasks } = document;
    const stands = tasks.length === replaced && tasks.length <= mostChanged;
    if (!stands || tasks.some(({ key }, index) => keys[place + index] !== key)) return null;
    return { document, part: { kind: "changed", snapshot, place } };
  };
}

/** A part ends where a line has no indentation: of a list that seldom has one, parts would be as good as the whole. */
const mostInPart = 5 * tasksPerPart;

function outlineLong(path: string, text: string): ReturnType<PartReader> {
  const outline = text.length < longText ? null : readOutline(path, text, tasksPerPart);
  if (!outline || outline.parts.some(({ count }) => count > mostInPart)) return null;
  return { document: outline.document, part: { kind: "outline", outline } };
}
