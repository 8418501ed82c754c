import type { Document, TaskInFile } from "./document.ts";
import type { Finding, FindingCode } from "./finding.ts";
import {
  differs,
  dubiousHead,
  dubiousWord,
  hubOnly,
  keptLines,
  unwritable,
  withoutHubId,
} from "./findings.ts";
import type { Bases, HubTask } from "./plan-types.ts";
import {
  agreesWithWord,
  fields,
  isClosed,
  readStatus,
  state,
  type Field,
  type Stated,
} from "./task.ts";

/** What a comparison needs of a row. */
export type RowWords = Pick<HubTask, "id" | "key" | "removed" | "words">;

export type Comparison = {
  file: string;
  document: Document;
  rows: ReadonlyMap<string, RowWords>;
  /** Asked for only where a task differs: of files in step with the hub no base is read. */
  bases: () => Bases;
  /** Those of the `strangeIds` that are another task's. */
  hubIds: ReadonlySet<string>;
};

/** Everything in which one file and the hub's rows differ, without asking who is right. */
export function compareWorkstream(input: Comparison): Finding[] {
  const findings: Finding[] = [];
  const { file, document, rows } = input;
  const seen = new Map<string, number>();
  const idless: TaskInFile[] = [];
  for (const task of document.tasks) {
    const first = seen.get(task.key);
    if (first !== undefined) findings.push(duplicate(file, task, first));
    else {
      if (document.format === "workplan" && task.hubId === null) idless.push(task);
      compareTask(findings, input, task);
    }
    seen.set(task.key, first ?? task.line);
  }
  const alone: RowWords[] = [];
  for (const row of rows.values()) if (!row.removed && !seen.has(row.key)) alone.push(row);
  // The hub gives its rows in any order.
  for (const row of alone.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const known = input.bases().get(row.key)?.task?.markdown === "here";
    findings.push(known ? gone(file, row) : hubOnly(file, row));
  }
  return [
    ...dubiousHead(file, document),
    ...withoutHubId(file, idless),
    ...findings,
    ...compareCompletion(input),
  ];
}

/** The hub ids that a file names and that are not its own tasks': whose they are, the whole repository's rows tell. */
export function strangeIds(
  { tasks }: Document,
  rows: ReadonlyMap<string, Pick<HubTask, "id">>,
): string[] {
  const strange: string[] = [];
  for (const { key, hubId } of tasks)
    if (hubId !== null && rows.get(key)?.id !== hubId) strange.push(hubId);
  return strange;
}

function compareTask(findings: Finding[], input: Comparison, task: TaskInFile): void {
  const { file, rows, hubIds } = input;
  const row = rows.get(task.key);
  const strange = task.hubId === row?.id ? null : task.hubId;
  if (strange !== null && !hubIds.has(strange))
    findings.push(
      at(
        file,
        task,
        "C-05",
        `has the hub id ${strange}, which the hub does not know`,
        "delete the line; the task keeps syncing by its own id",
      ),
    );
  if (row && strange !== null && hubIds.has(strange))
    findings.push(
      at(
        file,
        task,
        "C-27",
        `has the hub id ${strange}, which is another task's`,
        "delete the line, then run: sync-hooks check --fix",
      ),
    );
  if (row?.removed) findings.push(keptLines(file, task));
  for (const field of fields) {
    const says = task.says[field];
    if (!says) continue;
    if (says.value === null) findings.push(dubiousWord(file, task, field, says.word));
    else if (row && !row.removed && !agreesWithWord(says, field, row.words[field])) {
      const hub = state(field, row.words[field]);
      findings.push(
        waitsForFile(input, task, field, hub)
          ? unwritable(file, task, field, hub.word)
          : differs(file, task, field, { markdown: says.word, hub: hub.word }),
      );
    }
  }
}

/** Whether the hub alone has changed, to what the file has no way to say. */
function waitsForFile(
  { bases, document }: Comparison,
  task: TaskInFile,
  field: Field,
  hub: Stated,
): boolean {
  const base = bases().get(task.key)?.[field];
  if (!base || base.markdown !== task.says[field]?.word || base.hub === hub.word) return false;
  return hub.value !== null && document.writeField(task, field, hub.value) === null;
}

/** A workplan whose own status does not fit its tasks'. */
function compareCompletion({ file, document }: Comparison): Finding[] {
  const { tasks, workstream } = document;
  if (document.format !== "workplan" || tasks.length === 0 || workstream.status === null) return [];
  const open = tasks.find((task) => !isClosed(readStatus(task.says.status?.value ?? "todo")));
  const closed = isClosed(readStatus(workstream.status));
  if (!open && !closed)
    return [
      finding(
        file,
        1,
        "C-14",
        `all ${tasks.length} tasks are done, the workplan is "${workstream.status}"`,
        "set status: done in its frontmatter",
      ),
    ];
  if (open && closed)
    return [
      finding(
        file,
        open.line,
        "C-15",
        `the workplan is "${workstream.status}", ${open.key} is not`,
        "finish the task or set the workplan's status back",
      ),
    ];
  return [];
}

const finding = (
  file: string,
  line: number | null,
  code: FindingCode,
  message: string,
  mend: string,
): Finding => ({ code, file, line, message, mend });

const at = (file: string, task: TaskInFile, code: FindingCode, message: string, mend: string) =>
  finding(file, task.line, code, `${task.key} ${message}`, mend);

const duplicate = (file: string, task: TaskInFile, first: number) =>
  at(
    file,
    task,
    "C-03",
    `stands on line ${first} already; neither of them syncs`,
    "give one of them an id of its own",
  );

const gone = (file: string, row: RowWords) =>
  finding(
    file,
    null,
    "C-10",
    `${row.key} is gone from the file; once HEAD does not hold it either, the hub marks it removed`,
    "commit, or write the task into the file again",
  );
