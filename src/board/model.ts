/** Where a change stands, by facts: no tasks, none done, some, all; archived by its folder. */
export const changeStates = ["proposed", "ready", "in_progress", "done", "archived"] as const;
export type ChangeState = (typeof changeStates)[number];

/** One OpenSpec change as the board is to show it. */
export type Change = {
  /** Names the change for ever, without spaces: repository and change; see board/link.ts. */
  link: string;
  /** Under which link its card may still stand: that of the open change, for one that was archived. */
  formerLink: string | null;
  state: ChangeState;
  title: string;
  /** Null: the proposal says nothing. */
  text: string | null;
  tasks: readonly { name: string; done: boolean }[];
};

/** What the board is to hold, beside what people put there. */
export type DesiredBoard = {
  listNames: Readonly<Record<ChangeState, string>>;
  /** The label of the repository's cards. */
  label: string;
  changes: readonly Change[];
  /** `keep`: a card that a person has moved stays where it is, also where its change moves on. */
  moves: "follow" | "keep";
  /** Links of cards that a person took off the board, into the archive or the trash: they are left there. */
  putAway: ReadonlySet<string>;
};

/** The board as the server gives it. Ids are decimal strings; of positions only the order counts. */
export type ActualBoard = {
  lists: readonly { id: string; type: string; name: string | null; position: number | null }[];
  labels: readonly { id: string; name: string | null; position: number }[];
  cards: readonly {
    id: string;
    listId: string;
    name: string;
    description: string | null;
    position: number | null;
  }[];
  cardLabels: readonly { cardId: string; labelId: string }[];
  taskLists: readonly { id: string; cardId: string; name: string; position: number }[];
  tasks: readonly {
    id: string;
    taskListId: string;
    name: string;
    isCompleted: boolean;
    position: number;
  }[];
  /** Null: this server has no custom fields. */
  fields: {
    groups: readonly {
      id: string;
      boardId: string | null;
      name: string | null;
      position: number;
    }[];
    fields: readonly { id: string; customFieldGroupId: string; name: string }[];
    values: readonly { cardId: string; customFieldId: string; content: string }[];
  } | null;
};

/**
 * One write. `as` names what it makes, so that later operations can refer to it; every other reference is
 * such a name or an id of the server.
 */
export type Operation =
  | { do: "create-list"; as: string; name: string; type: "active" | "closed"; position: number }
  | { do: "create-label"; as: string; name: string; color: string; position: number }
  | { do: "create-field-group"; as: string; name: string; position: number }
  | { do: "create-field"; as: string; group: string; name: string; position: number }
  | {
      do: "create-card";
      as: string;
      list: string;
      name: string;
      description: string | null;
      position: number;
    }
  | { do: "move-card"; card: string; list: string; position: number }
  | { do: "update-card"; card: string; set: { name?: string; description?: string | null } }
  | { do: "label-card"; card: string; label: string }
  | { do: "create-task-list"; card: string; as: string; name: string; position: number }
  | {
      do: "create-task";
      card: string;
      taskList: string;
      name: string;
      done: boolean;
      position: number;
    }
  | {
      do: "update-task";
      card: string;
      task: string;
      set: { name?: string; isCompleted?: boolean; position?: number };
    }
  | { do: "delete-task"; card: string; task: string }
  | { do: "set-field"; card: string; group: string; field: string; content: string };
