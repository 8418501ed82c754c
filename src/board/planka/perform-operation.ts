import type { Operation } from "../model.ts";
import { PlankaRefusal, plankaRequest, type Access } from "./request.ts";
import { anything, made } from "./schemas.ts";

/** Carries one operation out; gives the id of what it made, or null. */
export async function performOperation(
  access: Access,
  operation: Operation,
  idOf: (reference: string) => string,
): Promise<string | null> {
  const create = async (path: string, body: Record<string, unknown>) =>
    (await plankaRequest(access, "POST", path, made, body)).item.id;
  const change = async (path: string, body: Record<string, unknown>) => {
    await plankaRequest(access, "PATCH", path, anything, body);
    return null;
  };
  const card = "card" in operation ? `/cards/${idOf(operation.card)}` : "";
  switch (operation.do) {
    case "create-list": {
      const { name, type, position } = operation;
      return create(`/boards/${idOf("board")}/lists`, { type, name, position });
    }
    case "create-label": {
      const { name, color, position } = operation;
      return create(`/boards/${idOf("board")}/labels`, { name, color, position });
    }
    case "create-field-group": {
      const { name, position } = operation;
      return create(`/boards/${idOf("board")}/custom-field-groups`, { name, position });
    }
    case "create-field": {
      const { group, name, position } = operation;
      return create(`/custom-field-groups/${idOf(group)}/custom-fields`, { name, position });
    }
    case "create-card": {
      const { list, name, description, position } = operation;
      const body = { type: "project", name, description, position };
      return create(`/lists/${idOf(list)}/cards`, body);
    }
    case "move-card":
      return change(card, { listId: idOf(operation.list), position: operation.position });
    case "update-card":
      return change(card, operation.set);
    case "label-card":
      return unlessThere(create(`${card}/card-labels`, { labelId: idOf(operation.label) }));
    case "create-task-list": {
      const { name, position } = operation;
      return create(`${card}/task-lists`, { name, position });
    }
    case "create-task": {
      const { taskList, name, done, position } = operation;
      return create(`/task-lists/${idOf(taskList)}/tasks`, { name, position, isCompleted: done });
    }
    case "update-task":
      return change(`/tasks/${operation.task}`, operation.set);
    case "delete-task":
      await plankaRequest(access, "DELETE", `/tasks/${operation.task}`, anything);
      return null;
    case "set-field": {
      const { group, field, content } = operation;
      const path = `customFieldGroupId:${idOf(group)}:customFieldId:${idOf(field)}`;
      return change(`${card}/custom-field-values/${path}`, { content });
    }
  }
}

/** A label that somebody else has put on meanwhile is there: 409 is what was wanted. */
async function unlessThere(work: Promise<string>): Promise<string | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PlankaRefusal && error.refused.status === 409) return null;
    throw error;
  }
}
