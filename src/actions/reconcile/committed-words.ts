import { checkedOutBlob, noCommit, textsAt } from "../../git/state/file-at-head.ts";
import { blobsSince, mergeBase } from "../../git/state/file-history.ts";
import type { Git } from "../../git/git.ts";
import type { JournaledBase, JournaledWrite } from "../../ledger/writes.ts";
import { readDocument } from "../../markdown/read.ts";
import { nameOf, wordsInFile, type Place, type WordAt } from "./words-in-file.ts";
import { wordsMadeHere } from "./words-made-here.ts";

/** What commits say of a file: the one that HEAD names, and those that came since the last look. */
export type CommittedWords = {
  /** Whether one of them says this word, or may have said it. */
  isHeld: (place: Place, word: string | null) => boolean;
  /** Whether the commit that HEAD named at the last look says this word. */
  wasHeld: (place: Place, word: string | null) => boolean;
  areIdsHeld: (ids: readonly string[]) => boolean;
  /** Whether a commit since the last look says this word, which the one that it began at did not say. */
  hasCome: (place: Place, word: string | null) => boolean;
  /** Whether HEAD's says what the file says, as the commits since the last look found it, and every one of them. */
  hasStayed: (place: Place) => boolean;
  /** Whether HEAD's says what it did not say then. */
  isNews: (place: Place) => boolean;
  /** Whether that is what the file says, and it was not committed here, where what was written had been seen. */
  isOthers: (place: Place) => boolean;
  /** Whether that is what the file says, and it was committed here. */
  isOwn: (place: Place) => boolean;
};

/** A file as it stands, and the commits between which it is looked at. */
export type Look = {
  path: string;
  /** The path under which git keeps its text. */
  tracked: string;
  inFile: WordAt;
  writes: readonly JournaledWrite[];
  head: string;
  /** The commit that HEAD named at the last look; null: not known. */
  headSeen: string | null;
  /** The file's text in HEAD's commit; undefined: it holds none, null: that cannot be told. */
  atHead: string | null | undefined;
};

/**
 * Asks for commits only where HEAD has moved, and the file says another word than was written, or a process died around
 * the writing. Where nobody can tell what they have said, they may have said what was written: the other word is a
 * person's then.
 */
export async function committedWords(git: Git, look: Look): Promise<CommittedWords> {
  const { path, tracked, inFile, writes, head, headSeen } = look;
  const atHead = collectWords(path, writes);
  atHead.add(look.atHead);
  const since = collectWords(path, writes);
  const hasMoved = headSeen !== head && headSeen !== null && head !== noCommit;
  const isOpen = writes.some(({ isConfirmed }) => !isConfirmed);
  const isDue = hasMoved && (isOpen || isAnyGone(look, atHead));
  const blobs = isDue ? await blobsSince(git, headSeen, head, tracked) : [];
  if (blobs === null) since.add(null);
  for (const id of blobs ?? [])
    since.add((await checkedOutBlob(git, id, tracked))?.toString("utf8") ?? null);
  // Where no commit has given the file another text, or taken it away, it was then what it is at HEAD.
  const isSame = blobs?.length === 0 && look.atHead !== undefined;
  const before = isSame ? atHead : collectWords(path, writes);
  if (isDue && before !== atHead && !since.isUntold()) {
    // Where HEAD was moved back, or to another line of commits, those since began at neither of the two.
    const began = (await mergeBase(git, headSeen, head)) ?? headSeen;
    before.add((await textsAt(git, began, [tracked])).get(tracked));
  }
  const isUntold = atHead.isUntold() || since.isUntold();
  const isKnown = headSeen !== null && !isUntold && !before.isUntold();
  const hasSaid = (place: Place, word: string | null) =>
    isKnown &&
    [atHead, before].every(({ at }) => at(place).has(word)) &&
    [...since.at(place)].every((one) => one === word);
  const isHeld: CommittedWords["isHeld"] = (place, word) =>
    [atHead, since].some(({ at }) => at(place).has(word)) || (isUntold && inFile(place) !== word);
  const isNews: CommittedWords["isNews"] = (place) =>
    [...atHead.at(place)].some(
      (word) => word !== undefined && (isKnown || word === inFile(place)) && !hasSaid(place, word),
    );
  const isFromHead = (place: Place) => atHead.at(place).has(inFile(place)) && isNews(place);
  const brought = writes.flatMap(({ bases }) =>
    bases.filter((base) => isFromHead(base) && !isHeld(base, base.after.markdown)),
  );
  const made =
    isDue && isKnown && brought.length > 0
      ? await wordsMadeHere(git, { path, tracked, inFile, head, headSeen }, brought)
      : null;
  return {
    isHeld,
    wasHeld: (place, word) => before.at(place).has(word),
    hasCome: (place, word) => since.at(place).has(word) && !before.at(place).has(word),
    areIdsHeld: (ids) => ids.every((id) => atHead.ids.has(id) || since.ids.has(id)),
    // Of what HEAD does not hold, it does not matter since when.
    hasStayed(place) {
      const word = inFile(place);
      return word === undefined ? atHead.at(place).has(word) : hasSaid(place, word);
    },
    isNews,
    isOthers: (place) => made?.has(nameOf(place)) === false && isFromHead(place),
    isOwn: (place) => made?.has(nameOf(place)) === true && isFromHead(place),
  };
}

type Words = {
  /** What the texts say at a place. */
  at: (place: Place) => ReadonlySet<string | null | undefined>;
  /** Those of the writes' hub ids that stand in one of the texts. */
  ids: ReadonlySet<string>;
  /** null: there is a text, but nobody can tell which; undefined: there is none. */
  add: (text: string | null | undefined) => void;
  isUntold: () => boolean;
};

/** Keeps of many texts what they say where something was written, and no more than one of them at a time. */
function collectWords(path: string, writes: readonly JournaledWrite[]): Words {
  const words = new Map<string, Set<string | null | undefined>>();
  const places = writes.flatMap(({ bases }) => bases);
  const ids = new Set<string>();
  let isUntold = false;
  return {
    at: (place) => words.get(nameOf(place)) ?? nothing,
    ids,
    isUntold: () => isUntold,
    add(text) {
      if (text === null) isUntold = true;
      const reading = typeof text === "string" ? readDocument(path, text) : null;
      if (reading?.kind !== "document") return;
      const { document } = reading;
      const wordAt = wordsInFile(document, path);
      for (const place of places) {
        const said = words.get(nameOf(place));
        if (said) said.add(wordAt(place));
        else words.set(nameOf(place), new Set([wordAt(place)]));
      }
      for (const id of writes.flatMap(({ hubIds }) => hubIds))
        if (document.text.includes(id)) ids.add(id);
    },
  };
}

const nothing: ReadonlySet<never> = new Set();

/** Whether the file no longer says what was written last in some place, and HEAD does not either. */
function isAnyGone({ inFile, writes }: Look, atHead: Words): boolean {
  const last = new Map<string, JournaledBase>();
  for (const base of writes.flatMap(({ bases }) => bases)) last.set(nameOf(base), base);
  return [...last.values()].some(
    (base) => inFile(base) !== base.after.markdown && !atHead.at(base).has(base.after.markdown),
  );
}
