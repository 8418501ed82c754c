import { groupBy } from "../../core/group-by.ts";
import { fingerprint, readDescription, readRecord } from "../link.ts";
import {
  changeStates,
  type ActualBoard,
  type Change,
  type ChangeState,
  type DesiredBoard,
  type Operation,
} from "../model.ts";
import { byAge, byPosition, positionStep } from "./diff-tasks.ts";
import {
  diffCard,
  hasToMove,
  newCardWords,
  recordOf,
  type OwnCard,
  type RecordField,
} from "./diff-card.ts";

const fieldGroupName = "OpenSpec";
const fieldName = "Change";

/** Planka's own words for colours that are easy to tell apart. */
const colours = [
  "lagoon-blue",
  "pumpkin-orange",
  "fresh-salad",
  "berry-red",
  "midnight-blue",
  "sunny-grass",
  "pink-tulip",
  "morning-sky",
] as const;

/**
 * The writes that make the board show the changes, in an order in which every one that refers to another comes
 * after it; none where nothing differs. The order of what comes in makes no difference. Nothing here touches a
 * card, list, label, task or text that a person made.
 */
export function diffBoard(desired: DesiredBoard, actual: ActualBoard): Operation[] {
  const operations: Operation[] = [];
  const lists = planLists(operations, desired, actual);
  const label = planLabel(operations, desired, actual);
  const field = planField(operations, actual);
  const own = ownCards(actual, field);
  const changes = desired.changes.toSorted((one, other) => (one.link < other.link ? -1 : 1));
  const taken = new Set(changes.map(({ link }) => link));
  const ends = listEnds(actual);
  const details: Operation[] = [];
  const contents = new Map(
    actual.fields?.values
      .filter(({ customFieldId }) => customFieldId === field?.field)
      .map(({ cardId, content }) => [cardId, content]),
  );
  const index = indexByCard(actual);
  for (const change of changes) {
    const { formerLink: former } = change;
    const found =
      own.get(change.link) ?? (former === null || taken.has(former) ? undefined : own.get(former));
    if (!found && isPutAway(change, desired, taken)) continue;
    const list = lists.get(change.state) ?? "";
    const next = () => nextPosition(ends, list);
    if (!found)
      operations.push({
        do: "create-card",
        as: `new:card:${change.link}`,
        list,
        ...newCardWords(change),
        position: next(),
      });
    else if (hasToMove(found, change, lists, desired.moves))
      operations.push({ do: "move-card", card: found.card.id, list, position: next() });
    const id = found?.card.id ?? `new:card:${change.link}`;
    details.push(
      ...diffCard(
        { id, card: found?.card ?? null, record: found?.record ?? recordOf(change, false) },
        change,
        index(id),
        { field, label, fieldContent: contents.get(id) ?? null },
      ),
    );
  }
  return [...operations, ...details];
}

const isPutAway = (
  { link, formerLink }: Change,
  { putAway }: DesiredBoard,
  taken: ReadonlySet<string>,
): boolean =>
  putAway.has(link) || (formerLink !== null && !taken.has(formerLink) && putAway.has(formerLink));

function planLists(
  operations: Operation[],
  { listNames }: DesiredBoard,
  { lists }: ActualBoard,
): Map<ChangeState, string> {
  const kanban = lists
    .filter(({ type }) => type === "active" || type === "closed")
    .toSorted(byPosition);
  let end = Math.max(0, ...kanban.map(({ position }) => position ?? 0));
  const ids = new Map<ChangeState, string>();
  const made = new Map<string, string>();
  for (const state of changeStates) {
    const name = listNames[state];
    const known = kanban.find((list) => list.name === name)?.id ?? made.get(name);
    const as = `new:list:${state}`;
    ids.set(state, known ?? as);
    if (known !== undefined) continue;
    made.set(name, as);
    end += positionStep;
    const type = state === "done" || state === "archived" ? "closed" : "active";
    operations.push({ do: "create-list", as, name, type, position: end });
  }
  return ids;
}

function planLabel(
  operations: Operation[],
  { label: name }: DesiredBoard,
  { labels }: ActualBoard,
): string {
  const known = labels.filter((label) => label.name === name).toSorted(byAge)[0];
  if (known) return known.id;
  const end = Math.max(0, ...labels.map(({ position }) => position));
  const color = colours[Number.parseInt(fingerprint(name, 4), 16) % colours.length] ?? colours[0];
  const as = "new:label";
  operations.push({ do: "create-label", as, name, color, position: end + positionStep });
  return as;
}

function planField(operations: Operation[], { fields }: ActualBoard): RecordField {
  if (fields === null) return null;
  const known = fields.groups
    .filter(({ boardId, name }) => boardId !== null && name === fieldGroupName)
    .toSorted(byAge)[0];
  const group = known?.id ?? "new:field-group";
  if (!known) {
    const end = Math.max(0, ...fields.groups.map(({ position }) => position));
    operations.push({
      do: "create-field-group",
      as: group,
      name: fieldGroupName,
      position: end + positionStep,
    });
  }
  const standing = fields.fields
    .filter(({ customFieldGroupId, name }) => customFieldGroupId === group && name === fieldName)
    .toSorted(byAge)[0];
  const field = standing?.id ?? "new:field";
  if (!standing)
    operations.push({
      do: "create-field",
      as: field,
      group,
      name: fieldName,
      position: positionStep,
    });
  return { group, field };
}

/** The cards that show a change, by its link; of several (a person has copied one) the oldest. */
function ownCards(actual: ActualBoard, field: RecordField): Map<string, OwnCard> {
  const contents = new Map(
    actual.fields?.values
      .filter(({ customFieldId }) => customFieldId === field?.field)
      .map(({ cardId, content }) => [cardId, content]),
  );
  const own = new Map<string, OwnCard>();
  for (const card of actual.cards.toSorted(byAge)) {
    const content = contents.get(card.id);
    const record =
      (content === undefined ? null : readRecord(content)) ??
      readDescription(card.description).record;
    if (record && !own.has(record.link)) own.set(record.link, { card, record });
  }
  return own;
}

/** The highest position in each list; cards are added at its end. */
function listEnds({ cards }: ActualBoard): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { listId, position } of cards)
    ends.set(listId, Math.max(ends.get(listId) ?? 0, position ?? 0));
  return ends;
}

function nextPosition(ends: Map<string, number>, list: string): number {
  const position = (ends.get(list) ?? 0) + positionStep;
  ends.set(list, position);
  return position;
}

/** The parts of the board that belong to one card, found without walking all of it for each. */
function indexByCard(actual: ActualBoard): (card: string) => ActualBoard {
  const lists = groupBy(actual.taskLists, ({ cardId }) => cardId);
  const tasks = groupBy(actual.tasks, ({ taskListId }) => taskListId);
  const labels = groupBy(actual.cardLabels, ({ cardId }) => cardId);
  return (card) => {
    const taskLists = lists.get(card) ?? [];
    return {
      ...actual,
      taskLists,
      tasks: taskLists.flatMap(({ id }) => tasks.get(id) ?? []),
      cardLabels: labels.get(card) ?? [],
    };
  };
}
