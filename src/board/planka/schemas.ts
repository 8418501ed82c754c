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
    tasks: z.array(
      z.object({ id, taskListId: id, name: name.nullable(), isCompleted: z.boolean(), position }),
    ),
    customFieldGroups: z
      .array(z.object({ id, boardId: id.nullable(), name: name.nullable(), position: position }))
      .optional(),
    customFields: z.array(z.object({ id, customFieldGroupId: id.nullable(), name })).optional(),
    customFieldValues: z
      .array(z.object({ cardId: id, customFieldId: id, content: z.string() }))
      .optional(),
  }),
});
