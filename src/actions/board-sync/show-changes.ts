import { diffBoard } from "../../board/diff/diff-board.ts";
import type { ActualBoard, Change, DesiredBoard, Operation } from "../../board/model.ts";
import { applyOperations } from "../../board/planka/apply-operations.ts";
import { connectPlanka } from "../../board/planka/connect.ts";
import {
  emptyBoard,
  findBoard,
  isPutAway,
  makeBoard,
  readBoard,
} from "../../board/planka/read-board.ts";
import type { Access } from "../../board/planka/request.ts";
import { readDescription, readRecord } from "../../board/link.ts";
import type { BoardAccess } from "./board-access.ts";

/** What one run is told of its progress. */
export type BoardWatcher = {
  planned: (operations: readonly Operation[]) => void;
  done: (operation: Operation) => void;
};

export type ShownChanges = {
  operations: readonly Operation[];
  /** The id of each change's card, by link, as far as it stands on the board now. */
  cards: ReadonlyMap<string, string>;
};

/**
 * Makes one board show the changes, or with `plan` only says what would be written. `knownCards` holds the cards of
 * earlier runs by link. Throws `board`, `auth` and `offline`; what was written by then stays, and the next run
 * completes it.
 */
export async function showChanges(
  { server, credentials, timeoutMs }: BoardAccess,
  names: { project: string; board: string },
  desired: Omit<DesiredBoard, "putAway">,
  knownCards: ReadonlyMap<string, string>,
  run: { mode: "apply" | "plan"; watcher: BoardWatcher },
): Promise<ShownChanges> {
  const { access, close } = await connectPlanka(server, credentials, timeoutMs);
  try {
    const found = await findBoard(access, names);
    const boardId = run.mode === "apply" ? await makeBoard(access, found, names) : found.boardId;
    const actual = boardId === null ? emptyBoard : await readBoard(access, boardId);
    const putAway = await findPutAway(access, desired.changes, actual, knownCards);
    const operations = diffBoard({ ...desired, putAway }, actual);
    run.watcher.planned(operations);
    const made =
      run.mode === "plan" || boardId === null
        ? new Map<string, string>()
        : await applyOperations(access, boardId, operations, run.watcher.done);
    return { operations, cards: cardsOf(actual, made, desired.changes) };
  } finally {
    await close();
  }
}

/** The changes whose card is not on the board although it was made and still exists: a person has put it away. */
async function findPutAway(
  access: Access,
  changes: readonly Change[],
  actual: ActualBoard,
  knownCards: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const standing = new Set(actual.cards.map(({ id }) => id));
  const putAway = new Set<string>();
  const links = new Set(changes.flatMap(({ link, formerLink }) => [link, formerLink ?? link]));
  for (const [link, card] of knownCards)
    if (links.has(link) && !standing.has(card) && (await isPutAway(access, card)))
      putAway.add(link);
  return putAway;
}

function cardsOf(
  actual: ActualBoard,
  made: ReadonlyMap<string, string>,
  changes: readonly Change[],
): Map<string, string> {
  const cards = new Map<string, string>();
  const note = (text: string | null, card: string) => {
    const record = text === null ? null : readRecord(text);
    if (record) cards.set(record.link, card);
  };
  for (const { cardId, content } of actual.fields?.values ?? []) note(content, cardId);
  for (const { id, description } of actual.cards) {
    const { record } = readDescription(description);
    if (record && !cards.has(record.link)) cards.set(record.link, id);
  }
  for (const { link, formerLink } of changes) {
    const card =
      made.get(`new:card:${link}`) ?? (formerLink === null ? undefined : cards.get(formerLink));
    if (card !== undefined && !cards.has(link)) cards.set(link, card);
  }
  return cards;
}
