import type { ActualBoard } from "../model.ts";
import { byAge } from "../diff/diff-tasks.ts";
import { PlankaRefusal, plankaRequest, type Access } from "./request.ts";
import { anything, board, made, projects } from "./schemas.ts";

/** A board by the names of its project and itself; null for what is not there yet. */
export type FoundBoard = { projectId: string | null; boardId: string | null };

/** Looks the board up; of several of one name the oldest. Throws as `plankaRequest` does. */
export async function findBoard(
  access: Access,
  names: { project: string; board: string },
): Promise<FoundBoard> {
  const { items, included } = await plankaRequest(access, "GET", "/projects", projects);
  const named = items.filter(({ name }) => name === names.project).toSorted(byAge);
  for (const { id } of named) {
    const boards = included.boards.filter(
      ({ projectId, name }) => projectId === id && name === names.board,
    );
    const [found] = boards.toSorted(byAge);
    if (found) return { projectId: id, boardId: found.id };
  }
  return { projectId: named[0]?.id ?? null, boardId: null };
}

/** Makes what of project and board is not there yet; gives the board's id. */
export async function makeBoard(
  access: Access,
  found: FoundBoard,
  names: { project: string; board: string },
): Promise<string> {
  if (found.boardId !== null) return found.boardId;
  const projectId =
    found.projectId ??
    (
      await plankaRequest(access, "POST", "/projects", made, {
        type: "private",
        name: names.project,
      })
    ).item.id;
  const body = { name: names.board, position: 65_536 };
  const { item } = await plankaRequest(access, "POST", `/projects/${projectId}/boards`, made, body);
  return item.id;
}

/** Reads the whole board at once. Throws as `plankaRequest` does. */
export async function readBoard(access: Access, boardId: string): Promise<ActualBoard> {
  const { included } = await plankaRequest(access, "GET", `/boards/${boardId}`, board);
  const { customFieldGroups: groups, customFields, customFieldValues, ...same } = included;
  return {
    ...same,
    tasks: same.tasks.map(({ id, taskListId, name, isCompleted, position }) => ({
      id,
      taskListId,
      name: name ?? "",
      isCompleted,
      position,
    })),
    fields:
      groups === undefined
        ? null
        : {
            groups,
            fields: (customFields ?? []).flatMap(({ customFieldGroupId, ...field }) =>
              customFieldGroupId === null ? [] : [{ ...field, customFieldGroupId }],
            ),
            values: customFieldValues ?? [],
          },
  };
}

/** A board with nothing in it, as it will be once it is made. */
export const emptyBoard: ActualBoard = {
  lists: [],
  labels: [],
  cards: [],
  cardLabels: [],
  taskLists: [],
  tasks: [],
  fields: { groups: [], fields: [], values: [] },
};

/** Whether a card that is not on the board is kept elsewhere: in the archive, in the trash, on another board. */
export async function isPutAway(access: Access, cardId: string): Promise<boolean> {
  try {
    await plankaRequest(access, "GET", `/cards/${cardId}`, anything);
    return true;
  } catch (error) {
    if (error instanceof PlankaRefusal && error.refused.status === 404) return false;
    throw error;
  }
}
