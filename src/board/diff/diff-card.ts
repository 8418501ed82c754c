import { fingerprint, readDescription, recordText, withMarker, type CardRecord } from "../link.ts";
import type { ActualBoard, Change, DesiredBoard, Operation } from "../model.ts";
import { diffTasks, byPosition, positionStep } from "./diff-tasks.ts";

/** The custom field that holds the record; null where the server has none: then the description holds it. */
export type RecordField = { group: string; field: string } | null;

/** A card of the change, with what it remembers. */
export type OwnCard = { card: ActualBoard["cards"][number]; record: CardRecord };

const taskListName = "tasks.md";
const longestName = 1024;
const longestText = 1_000_000;

const cut = (text: string, room: number) =>
  text.length <= room ? text : `${text.slice(0, room - 1)}…`;

/** Name and text as the server takes them. */
const wordsOf = ({ title, text }: Change) => ({
  name: cut(title.trim() || "(no title)", longestName),
  text: text === null || text.trim() === "" ? null : cut(text.trim(), longestText),
});

export const recordOf = (change: Change, labelled: boolean): CardRecord => {
  const { name, text } = wordsOf(change);
  const { link, state } = change;
  return { link, state, name: fingerprint(name), text: fingerprint(text ?? ""), labelled };
};

/** Whether the change has moved on and its card has to follow; one that a person moved stays under `keep`. */
export function hasToMove(
  { card, record }: OwnCard,
  { state }: Change,
  lists: ReadonlyMap<Change["state"], string>,
  moves: DesiredBoard["moves"],
): boolean {
  if (record.state === state || card.listId === lists.get(state)) return false;
  return moves === "follow" || card.listId === lists.get(record.state);
}

/**
 * What a new card is made with: its description holds the record from the start, so that a run that ends before
 * the field is set leaves no card that nobody knows.
 */
export function newCardWords(change: Change): { name: string; description: string } {
  const { name, text } = wordsOf(change);
  return { name, description: withMarker(text, recordOf(change, false)) };
}

/** What is left to do with one card once it stands in its list: words, label, tasks, and last the record. */
export function diffCard(
  own: { id: string; card: OwnCard["card"] | null; record: CardRecord },
  change: Change,
  board: ActualBoard,
  place: { field: RecordField; label: string; fieldContent: string | null },
): Operation[] {
  const { id, card, record } = own;
  const now = card ?? newCardWords(change);
  const isLabelled = board.cardLabels.some(
    ({ cardId, labelId }) => cardId === id && labelId === place.label,
  );
  const next = recordOf(change, true);
  const { field } = place;
  const { set, bare } = changedWords({ ...now, record }, change, field === null ? next : null);
  const operations: Operation[] = [];
  if (!record.labelled && !isLabelled)
    operations.push({ do: "label-card", card: id, label: place.label });
  operations.push(...diffTaskList(id, change, board));
  if (Object.keys(set).length > 0) operations.push({ do: "update-card", card: id, set });
  const content = recordText(next);
  // The record last: it says that all before it was done. The marker line goes only once the field stands.
  if (field && place.fieldContent !== content)
    operations.push({ do: "set-field", card: id, ...field, content });
  if (bare !== undefined)
    operations.push({ do: "update-card", card: id, set: { description: bare } });
  return operations;
}

/**
 * What of the card's words is sync-hooks' own and has to change; what a person has changed stays. `holds` is the
 * record for the marker line; null where a field has it: then `bare` is the description without that line.
 */
function changedWords(
  now: { name: string; description: string | null; record: CardRecord },
  change: Change,
  holds: CardRecord | null,
): { set: { name?: string; description?: string | null }; bare?: string | null } {
  const wanted = wordsOf(change);
  const { text, record: marked } = readDescription(now.description);
  const is = (words: string | null, print: string) => fingerprint(words ?? "") === print;
  const renames = !is(wanted.name, now.record.name) && is(now.name, now.record.name);
  const rewrites = !is(wanted.text, now.record.text) && is(text, now.record.text);
  const own = rewrites ? wanted.text : text;
  const kept = holds ?? marked;
  const description = rewrites || holds !== null ? withRecord(own, kept) : now.description;
  const set = {
    ...(renames ? { name: wanted.name } : {}),
    ...(description === now.description ? {} : { description }),
  };
  return holds === null && marked !== null ? { set, bare: own } : { set };
}

const withRecord = (text: string | null, record: CardRecord | null) =>
  record === null ? text : withMarker(text, record);

function diffTaskList(card: string, { tasks }: Change, board: ActualBoard): Operation[] {
  const list = board.taskLists
    .filter(({ cardId, name }) => cardId === card && name === taskListName)
    .toSorted(byPosition)[0];
  if (!list && tasks.length === 0) return [];
  if (list) {
    const standing = board.tasks.filter(({ taskListId }) => taskListId === list.id);
    return diffTasks({ card, taskList: list.id }, standing, tasks);
  }
  const as = `new:task-list:${card}`;
  return [
    { do: "create-task-list", card, as, name: taskListName, position: positionStep },
    ...diffTasks({ card, taskList: as }, [], tasks),
  ];
}
