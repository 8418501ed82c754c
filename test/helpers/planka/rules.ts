import type { Table } from "./state.ts";

type Rule = { required: boolean; check: (value: unknown) => string | null };
export type Rules = Readonly<Record<string, Rule>>;

const text = (longest: number, required: boolean, allows: "null" | "text" = "text"): Rule => ({
  required,
  check: (value) => {
    if (value === null) return allows === "null" ? null : "Specified value (null) is not a string";
    if (typeof value !== "string") return "not a string";
    if (value === "") return "Value was an empty string";
    return value.length > longest ? `longer than ${longest}` : null;
  },
});

const position = (required: boolean): Rule => ({
  required,
  check: (value) =>
    typeof value === "number" && Number.isFinite(value) && value >= 0
      ? null
      : "not a number of 0 or more",
});

const oneOf = (words: readonly string[], required: boolean): Rule => ({
  required,
  check: (value) =>
    typeof value === "string" && words.includes(value) ? null : `not one of ${words.join()}`,
});

const truth: Rule = {
  required: false,
  check: (value) => (typeof value === "boolean" ? null : "not a boolean"),
};

const id: Rule = {
  required: true,
  check: (value) => (typeof value === "string" && /^\d+$/.test(value) ? null : "not an id"),
};

/** What Planka 2.1 takes for each kind of row (server/api/controllers of plankanban/planka). */
export const fieldRules: Partial<Record<Table, Rules>> = {
  projects: { type: oneOf(["private", "shared"], true), name: text(128, true) },
  boards: { position: position(true), name: text(128, true) },
  lists: {
    type: oneOf(["active", "closed"], true),
    position: position(true),
    name: text(128, true),
  },
  labels: {
    position: position(true),
    name: text(128, false, "null"),
    color: oneOf(
      [
        "lagoon-blue",
        "pumpkin-orange",
        "fresh-salad",
        "berry-red",
        "midnight-blue",
        "sunny-grass",
        "pink-tulip",
        "morning-sky",
      ],
      true,
    ),
  },
  cards: {
    type: oneOf(["project", "story"], true),
    position: position(false),
    name: text(1024, true),
    description: text(1_048_576, false, "null"),
    listId: { ...id, required: false },
  },
  cardLabels: { labelId: id },
  taskLists: { position: position(true), name: text(128, true) },
  tasks: { position: position(true), name: text(1024, true), isCompleted: truth },
  customFieldGroups: { position: position(true), name: text(128, false, "null") },
  customFields: { position: position(true), name: text(128, true) },
  customFieldValues: { content: text(512, true) },
};
