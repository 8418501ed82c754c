import type { TaskInFile } from "../../core/tasks/document.ts";
import type { Bases, HubTask } from "../../core/tasks/plan-types.ts";
import { findSuspects, passedBy, type Replays } from "../../core/tasks/replays.ts";
import type { Field } from "../../core/tasks/task.ts";
import { headCommit, noCommit, textsAt } from "../../git/state/file-at-head.ts";
import { passedWords } from "../../hub/passed-words.ts";
import { readDocument } from "../../markdown/read.ts";
import type { Scope } from "./scope.ts";
import type { TaskFile } from "./task-file.ts";
import { trackedPath } from "./tracked-path.ts";
import { nameOf, wordsInFile, type Place, type WordAt } from "./words-in-file.ts";
import { wordsMadeHere } from "./words-made-here.ts";

/**
 * The fields of which the file says what the hub has said and gone on from, unless somebody here who had been told of that
 * says it again. The hub is asked only where a file has another word and its row has had one.
 */
export async function findReplays(
  scope: Scope,
  { path, document }: TaskFile,
  known: { tasks: readonly TaskInFile[]; bases: Bases; rows: ReadonlyMap<string, HubTask> },
): Promise<Replays> {
  const suspects = findSuspects(known.tasks, known.bases, known.rows);
  if (suspects.length === 0) return new Map();
  const { hub } = scope;
  const passed = await hub.read((db) =>
    passedWords(hub, db, [...new Set(suspects.map(({ rowId }) => rowId))]),
  );
  const found = suspects.map((suspect) => ({
    suspect,
    by: passedBy(suspect, passed.get(suspect.rowId) ?? []),
  }));
  const met = found.flatMap(({ suspect, by }) => (by === "met" ? [suspect] : []));
  const brought =
    met.length === 0 ? new Set() : await broughtHere(scope, path, wordsInFile(document, path), met);
  const replays = new Map<string, Set<Field>>();
  for (const { suspect, by } of found) {
    if (by === null || (by === "met" && !brought.has(nameOf(suspect)))) continue;
    const of = replays.get(suspect.key) ?? new Set();
    replays.set(suspect.key, of.add(suspect.field));
  }
  return replays;
}

/**
 * The names of the places of which the file says what HEAD's commit does since the branch was looked at last, and nobody
 * has committed that in this checkout.
 */
async function broughtHere(
  { ctx, checkout, git, headSeen, ...scope }: Scope,
  path: string,
  inFile: WordAt,
  places: readonly Place[],
): Promise<Set<string>> {
  const head = scope.head ?? (await headCommit(git));
  if (headSeen === null || head === headSeen || head === noCommit) return new Set();
  const tracked = trackedPath(ctx, checkout.path, path);
  const at = async (commit: string): Promise<WordAt> => {
    const text = commit === noCommit ? null : (await textsAt(git, commit, [tracked])).get(tracked);
    const reading = text ? readDocument(path, text) : null;
    return reading?.kind === "document" ? wordsInFile(reading.document, path) : () => undefined;
  };
  const [now, before] = [await at(head), await at(headSeen)];
  const came = places.filter(
    (place) => now(place) === inFile(place) && before(place) !== inFile(place),
  );
  if (came.length === 0) return new Set();
  const made = await wordsMadeHere(git, { path, tracked, inFile, head, headSeen }, came);
  return new Set(made === null ? [] : came.map(nameOf).filter((name) => made.get(name) !== true));
}
