import { fieldRules, type Rules } from "./rules.ts";

export type Row = Record<string, unknown> & { id: string; position?: number };

const tables = [
  "projects",
  "boards",
  "lists",
  "labels",
  "cards",
  "cardLabels",
  "taskLists",
  "tasks",
  "customFieldGroups",
  "customFields",
  "customFieldValues",
] as const;
export type Table = (typeof tables)[number];

/** What a Planka 2 server keeps, and what it does to what it is given. */
export type PlankaState = ReturnType<typeof makePlankaState>;

export class Refused extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  constructor(status: number, code: string, message: string, problems?: string[]) {
    super(message);
    this.status = status;
    this.body = { code, message, ...(problems && { problems }) };
  }
}

export function makePlankaState() {
  const rows = Object.fromEntries(tables.map((table) => [table, [] as Row[]])) as Record<
    Table,
    Row[]
  >;
  /** The rows that were added below each parent, so that a board of ten thousand tasks is quickly made. */
  const families = new Map<string, Row[]>();
  let lastId = 1_357_158_568_008_091_264n;

  const find = (table: Table, id: unknown): Row => {
    const row = rows[table].find((one) => one.id === id);
    if (!row) throw new Refused(404, "E_NOT_FOUND", `${table} not found`);
    return row;
  };

  /** Checks the fields, drops those that nobody knows, and gives the row an id and a place of its own. */
  function add(
    table: Table,
    fields: Record<string, unknown>,
    parent: Record<string, unknown>,
  ): Row {
    const values = checked(fieldRules[table] ?? {}, fields, "create");
    lastId += 257n;
    const [key = "", value] = Object.entries(parent)[0] ?? [];
    const family = `${table} ${key} ${String(value)}`;
    const siblings = (families.get(family) ?? []).filter((row) => row[key] === value);
    const row: Row = { ...values, ...parent, id: String(lastId) };
    if (typeof values["position"] === "number") row.position = placed(values["position"], siblings);
    rows[table].push(row);
    families.set(family, [...siblings, row]);
    return row;
  }

  function change(
    table: Table,
    id: unknown,
    fields: Record<string, unknown>,
    parentKey: string,
  ): Row {
    const row = find(table, id);
    const values = checked(fieldRules[table] ?? {}, fields, "update");
    if (values["listId"] !== undefined && values["position"] === undefined)
      throw new Refused(422, "E_UNPROCESSABLE_ENTITY", "Position must be present");
    Object.assign(row, values);
    if (typeof values["position"] === "number")
      row.position = placed(
        values["position"],
        rows[table].filter((one) => one !== row && one[parentKey] === row[parentKey]),
      );
    return row;
  }

  return { rows, find, add, change };
}

/** The server moves what would stand on the place of another a little further: 65536 becomes 81920. */
function placed(wished: number, siblings: readonly Row[]): number {
  const taken = new Set(siblings.map(({ position }) => position));
  let position = wished;
  while (taken.has(position)) position += 16_384;
  return position;
}

function checked(
  rules: Rules,
  fields: Record<string, unknown>,
  mode: "create" | "update",
): Record<string, unknown> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = fields[name];
    if (value === undefined) {
      if (mode === "create" && rule.required)
        problems.push(`"${name}" is required, but it was not defined.`);
      continue;
    }
    const wrong = rule.check(value);
    if (wrong !== null) problems.push(`Invalid "${name}": ${wrong}`);
    else values[name] = value;
  }
  if (problems.length > 0)
    throw new Refused(400, "E_MISSING_OR_INVALID_PARAMS", "Problems with parameters.", problems);
  return values;
}
