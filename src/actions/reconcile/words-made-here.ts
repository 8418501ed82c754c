import { textsAt } from "../../git/state/file-at-head.ts";
import { ownCommits } from "../../git/state/own-commits.ts";
import type { Git } from "../../git/git.ts";
import { readDocument } from "../../markdown/read.ts";
import { nameOf, wordsInFile, type Place, type WordAt } from "./words-in-file.ts";

/**
 * The names of those places where somebody has committed a word in this checkout since it was looked at last, and so with
 * what was written there before their eyes. A commit that may be older, as of another branch, counts where the file says
 * its word. Null where nobody can tell.
 */
export async function wordsMadeHere(
  git: Git,
  look: { path: string; tracked: string; inFile: WordAt; head: string; headSeen: string },
  places: readonly Place[],
): Promise<ReadonlySet<string> | null> {
  const { path, tracked, inFile, head, headSeen } = look;
  const commits = await ownCommits(git, { since: headSeen, until: head, path: tracked });
  if (commits === null) return null;
  const made = new Set<string>();
  for (const { id, upon, isLater } of commits) {
    const says = await wordsAt(git, id, path, tracked);
    const before: WordAt[] = [];
    for (const one of upon) {
      const said = await wordsAt(git, one, path, tracked);
      if (said === null) return null;
      before.push(said);
    }
    if (says === null) return null;
    for (const place of places) {
      const word = says(place);
      const isNew = before.every((said) => said(place) !== word);
      if (isNew && (isLater || word === inFile(place))) made.add(nameOf(place));
    }
  }
  return made;
}

/** What a commit's file says; null: a filter fails. */
async function wordsAt(
  git: Git,
  commit: string,
  path: string,
  tracked: string,
): Promise<WordAt | null> {
  const text = (await textsAt(git, commit, [tracked])).get(tracked);
  if (text === null) return null;
  const reading = text === undefined ? null : readDocument(path, text);
  return reading?.kind === "document" ? wordsInFile(reading.document, path) : () => undefined;
}
