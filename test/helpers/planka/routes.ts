import { Refused, type PlankaState, type Row } from "./state.ts";

type Handler = (state: PlankaState, ids: string[], body: Record<string, unknown>) => unknown;

const item = (row: Row | undefined) => ({ item: row });
const card = (row: Row) => ({ description: null, ...row });

/** The part of Planka 2's API that a board sync uses. */
export const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  [
    "GET",
    /^\/projects$/,
    ({ rows }) => ({ items: rows.projects, included: { boards: rows.boards } }),
  ],
  ["POST", /^\/projects$/, (state, _, body) => item(state.add("projects", body, {}))],
  [
    "POST",
    /^\/projects\/(\d+)\/boards$/,
    (state, [project], body) => {
      state.find("projects", project);
      return item(state.add("boards", body, { projectId: project }));
    },
  ],
  ["GET", /^\/boards\/(\d+)$/, (state, [id]) => boardDocument(state, id ?? "")],
  [
    "POST",
    /^\/boards\/(\d+)\/lists$/,
    (state, [board], body) => {
      state.find("boards", board);
      return item(state.add("lists", body, { boardId: board }));
    },
  ],
  [
    "POST",
    /^\/boards\/(\d+)\/labels$/,
    (state, [board], body) => item(state.add("labels", body, { boardId: board })),
  ],
  [
    "POST",
    /^\/boards\/(\d+)\/custom-field-groups$/,
    (state, [board], body) =>
      item(state.add("customFieldGroups", body, { boardId: board, cardId: null })),
  ],
  [
    "POST",
    /^\/custom-field-groups\/(\d+)\/custom-fields$/,
    (state, [group], body) => {
      state.find("customFieldGroups", group);
      return item(state.add("customFields", body, { customFieldGroupId: group }));
    },
  ],
  [
    "PATCH",
    /^\/cards\/(\d+)\/custom-field-values\/customFieldGroupId:(\d+):customFieldId:(\d+)$/,
    (state, [cardId, group, field], body) => {
      state.find("cards", cardId);
      state.find("customFieldGroups", group);
      state.find("customFields", field);
      const found = state.rows.customFieldValues.find(
        (row) => row["cardId"] === cardId && row["customFieldId"] === field,
      );
      if (found) return item(state.change("customFieldValues", found.id, body, "cardId"));
      return item(state.add("customFieldValues", body, { cardId, customFieldId: field }));
    },
  ],
  [
    "POST",
    /^\/lists\/(\d+)\/cards$/,
    (state, [list], body) => {
      const { boardId } = state.find("lists", list);
      if (body["position"] === undefined)
        throw new Refused(422, "E_UNPROCESSABLE_ENTITY", "Position must be present");
      return item(state.add("cards", body, { listId: list, boardId }));
    },
  ],
  ["GET", /^\/cards\/(\d+)$/, (state, [id]) => item(card(state.find("cards", id)))],
  [
    "PATCH",
    /^\/cards\/(\d+)$/,
    (state, [id], body) => item(state.change("cards", id, body, "listId")),
  ],
  [
    "POST",
    /^\/cards\/(\d+)\/card-labels$/,
    (state, [cardId], body) => {
      state.find("cards", cardId);
      const { rows } = state;
      const twice = rows.cardLabels.some(
        (row) => row["cardId"] === cardId && row["labelId"] === body["labelId"],
      );
      if (twice) throw new Refused(409, "E_CONFLICT", "Label already in card");
      return item(state.add("cardLabels", body, { cardId }));
    },
  ],
  [
    "POST",
    /^\/cards\/(\d+)\/task-lists$/,
    (state, [cardId], body) => {
      state.find("cards", cardId);
      return item(state.add("taskLists", body, { cardId }));
    },
  ],
  [
    "POST",
    /^\/task-lists\/(\d+)\/tasks$/,
    (state, [taskListId], body) => {
      state.find("taskLists", taskListId);
      const row = state.add("tasks", body, { taskListId });
      row["isCompleted"] ??= false;
      return item(row);
    },
  ],
  [
    "PATCH",
    /^\/tasks\/(\d+)$/,
    (state, [id], body) => item(state.change("tasks", id, body, "taskListId")),
  ],
  [
    "DELETE",
    /^\/tasks\/(\d+)$/,
    (state, [id]) => {
      const row = state.find("tasks", id);
      state.rows.tasks.splice(state.rows.tasks.indexOf(row), 1);
      return item(row);
    },
  ],
];

/** One board as GET gives it: cards in the archive and the trash are not part of it, nor are those lists. */
export function boardDocument({ rows, find }: PlankaState, id: string) {
  const board = find("boards", id);
  const of = (key: string, ids: ReadonlySet<unknown>) => (row: Row) => ids.has(row[key]);
  const lists = rows.lists.filter(
    (row) => row["boardId"] === id && (row["type"] === "active" || row["type"] === "closed"),
  );
  const cards = rows.cards.filter(of("listId", new Set(lists.map((row) => row.id)))).map(card);
  const cardIds = new Set(cards.map((row) => row.id));
  const taskLists = rows.taskLists.filter(of("cardId", cardIds));
  const groups = rows.customFieldGroups.filter((row) => row["boardId"] === id);
  return {
    item: board,
    included: {
      lists,
      labels: rows.labels.filter((row) => row["boardId"] === id),
      cards,
      cardLabels: rows.cardLabels.filter(of("cardId", cardIds)),
      taskLists,
      tasks: rows.tasks.filter(of("taskListId", new Set(taskLists.map((row) => row.id)))),
      customFieldGroups: groups,
      customFields: rows.customFields.filter(
        of("customFieldGroupId", new Set(groups.map((row) => row.id))),
      ),
      customFieldValues: rows.customFieldValues.filter(of("cardId", cardIds)),
    },
  };
}
