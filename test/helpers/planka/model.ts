import type { ActualBoard, Operation } from "../../../src/board/model.ts";
import { board as boardSchema } from "../../../src/board/planka/schemas.ts";
import { routes, boardDocument } from "./routes.ts";
import { makePlankaState, type PlankaState } from "./state.ts";

/** The loopback server's state with one empty board, for laws that need no server. */
export function makeBoardModel(): { state: PlankaState; boardId: string } {
  const state = makePlankaState();
  const project = state.add("projects", { type: "private", name: "P" }, {});
  const board = state.add("boards", { name: "B", position: 1 }, { projectId: project.id });
  return { state, boardId: board.id };
}

/** The board as the client would read it. */
export function actualOf({ state, boardId }: ReturnType<typeof makeBoardModel>): ActualBoard {
  const { included } = boardSchema.parse(structuredClone(boardDocument(state, boardId)));
  const { customFieldGroups, customFields, customFieldValues, ...same } = included;
  return {
    ...same,
    tasks: same.tasks.map((task) => ({ ...task, name: task.name ?? "" })),
    fields: {
      groups: customFieldGroups ?? [],
      fields: (customFields ?? []).map((field) => ({
        ...field,
        customFieldGroupId: field.customFieldGroupId ?? "",
      })),
      values: customFieldValues ?? [],
    },
  };
}

/** Does to the state what the client would ask of the server for these operations. */
export function applyToModel(
  { state, boardId }: ReturnType<typeof makeBoardModel>,
  operations: readonly Operation[],
): void {
  const made = new Map<string, string>();
  const id = (reference: string) => made.get(reference) ?? reference;
  const call = (method: string, path: string, body: Record<string, unknown>) => {
    for (const [verb, pattern, handler] of routes) {
      const match = verb === method ? pattern.exec(path) : null;
      if (match) return handler(state, match.slice(1), body) as { item: { id: string } };
    }
    throw new Error(`no route for ${method} ${path}`);
  };
  for (const operation of operations) {
    const answer = requestOf(operation, boardId, id);
    const { item } = call(...answer);
    if ("as" in operation) made.set(operation.as, item.id);
  }
}

function requestOf(
  operation: Operation,
  boardId: string,
  id: (reference: string) => string,
): [method: string, path: string, body: Record<string, unknown>] {
  const { do: _, ...body } = operation as Record<string, unknown> & { do: string };
  switch (operation.do) {
    case "create-list":
      return ["POST", `/boards/${boardId}/lists`, body];
    case "create-label":
      return ["POST", `/boards/${boardId}/labels`, body];
    case "create-field-group":
      return ["POST", `/boards/${boardId}/custom-field-groups`, body];
    case "create-field":
      return ["POST", `/custom-field-groups/${id(operation.group)}/custom-fields`, body];
    case "create-card":
      return ["POST", `/lists/${id(operation.list)}/cards`, { ...body, type: "project" }];
    case "move-card":
      return ["PATCH", `/cards/${id(operation.card)}`, { ...body, listId: id(operation.list) }];
    case "update-card":
      return ["PATCH", `/cards/${id(operation.card)}`, operation.set];
    case "label-card":
      return ["POST", `/cards/${id(operation.card)}/card-labels`, { labelId: id(operation.label) }];
    case "create-task-list":
      return ["POST", `/cards/${id(operation.card)}/task-lists`, body];
    case "create-task":
      return [
        "POST",
        `/task-lists/${id(operation.taskList)}/tasks`,
        { ...body, isCompleted: operation.done },
      ];
    case "update-task":
      return ["PATCH", `/tasks/${operation.task}`, operation.set];
    case "delete-task":
      return ["DELETE", `/tasks/${operation.task}`, {}];
    case "set-field": {
      const { card, group, field } = operation;
      const path = `customFieldGroupId:${id(group)}:customFieldId:${id(field)}`;
      return ["PATCH", `/cards/${id(card)}/custom-field-values/${path}`, body];
    }
  }
}
