import * as z from "zod";

/** A 64-bit number in decimal: larger than a JavaScript number can hold. */
const id = z.string().regex(/^\d+$/);
const name = z.string();
const position = z.number();

export const made = z.object({ item: z.object({ id }) });
export const anything = z.unknown();

export const bootstrap = z.object({ item: z.object({ version: z.string().optional() }) });
export const login = z.object({ item: z.string() });

export const projects = z.object({
  items: z.array(z.object({ id, name })),
  included: z.object({ boards: z.array(z.object({ id, projectId: id, name })) }),
});

const cards = z.array(
  z.object({
    id,
    listId: id,
    name,
    description: z.string().nullable(),
    position: position.nullable(),
  }),
);

type Task = {
  id: string;
  taskListId: string;
  name: string | null;
  isCompleted: boolean;
  position: number;
};

/** Ten thousand tasks are no rarity, and a schema of each would be half of what reading a board costs. */
const tasks = z.custom<Task[]>((rows) => Array.isArray(rows) && rows.every(isTask));

function isTask(row: unknown): row is Task {
  const task = row as Partial<Task> | null;
  return (
    isId(task?.id) &&
    isId(task.taskListId) &&
    (task.name === null || typeof task.name === "string") &&
    typeof task.isCompleted === "boolean" &&
    typeof task.position === "number"
  );
}

const isId = (value: unknown): value is string => typeof value === "string" && /^\d+$/.test(value);

export const board = z.object({
  item: z.object({ id, name }),
  included: z.object({
    lists: z.array(
      z.object({ id, type: z.string(), name: name.nullable(), position: position.nullable() }),
    ),
    labels: z.array(z.object({ id, name: name.nullable(), position })),
    cards,
    cardLabels: z.array(z.object({ cardId: id, labelId: id })),
    taskLists: z.array(z.object({ id, cardId: id, name, position })),
    tasks,
    customFieldGroups: z
      .array(z.object({ id, boardId: id.nullable(), name: name.nullable(), position: position }))
      .optional(),
    customFields: z.array(z.object({ id, customFieldGroupId: id.nullable(), name })).optional(),
    customFieldValues: z
      .array(z.object({ cardId: id, customFieldId: id, content: z.string() }))
      .optional(),
  }),
});
