import type { Document, Edit, TaskInFile } from "../core/tasks/document.ts";
import type { HubTask } from "../core/tasks/plan-types.ts";
import { readStatus } from "../core/tasks/task.ts";
import { byAnchor, lineEndOf, linesOf } from "./anchor.ts";
import { writeYamlScalar } from "./yaml-map.ts";

const heading = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*(?:\r?\n)?$/;
const fence = /^( {0,3})(`{3,}|~{3,})(.*?)(?:\r?\n)?$/;

/** New task blocks, each under a heading like the anchor's, behind the anchor's section. */
export function appendBlocks(
  document: Document,
  rows: readonly HubTask[],
  wanted: { hubIds: boolean },
): Edit[] | null {
  const lines = linesOf(document.text);
  const newline = lineEndOf(lines[0] ?? "") || "\n";
  const edits: Edit[] = [];
  for (const [anchor, some] of byAnchor(document, rows)) {
    const style = anchor ? styleOf(lines, anchor, document.tasks) : bare;
    if (!style) return null;
    const index = anchor ? endOfSection(lines, anchor.line, style.level) : lines.length;
    const end = trimBlank(lines, index);
    const start = lines.slice(0, end).join("").length;
    const units = some.map((row) => unit(row, style, wanted).join(newline) + newline);
    // Behind a last line without line end, and in front of what follows, stays one blank line.
    const lead = lineEndOf(lines[end - 1] ?? "\n") === "" ? newline + newline : newline;
    edits.push({ start, end: start, text: lead + units.join(newline) });
  }
  return edits;
}

type Style = {
  /** 0: the block stands below a heading that others share, and has a title of its own. */
  level: number;
  mark: string;
  /** What stands between id and title in the heading; null: the heading does not name the id. */
  separator: string | null;
  keys: readonly string[];
};

const bare: Style = { level: 2, mark: "```", separator: ": ", keys: ["id", "status"] };

function styleOf(
  lines: readonly string[],
  anchor: TaskInFile,
  tasks: readonly TaskInFile[],
): Style | null {
  const [, , mark = "", info = ""] = fence.exec(lines[anchor.line - 1] ?? "") ?? [];
  if (mark === "" || info.trim() !== "task") return null;
  const keys = bodyOf(lines, anchor.line).flatMap(
    (line) => /^([A-Za-z_]\w*):/.exec(line)?.[1] ?? [],
  );
  const own = headingAbove(lines, anchor.line);
  const shared = tasks.some(({ line }) => own !== null && line > own.line && line < anchor.line);
  if (keys.includes("title") || own === null || shared)
    return {
      level: 0,
      mark,
      separator: null,
      keys: keys.includes("title") ? keys : ["id", "title", ...keys],
    };
  const named = own.text.startsWith(anchor.key) ? own.text.slice(anchor.key.length) : "";
  const separator = /^(?:[ \t]*[:–—][ \t]*|[ \t]+-[ \t]+)/.exec(named)?.[0] ?? null;
  return { level: own.level, mark, separator, keys };
}

function headingAbove(lines: readonly string[], line: number) {
  for (let at = line - 1; at >= 1; at -= 1) {
    const [, marks, text] = heading.exec(lines[at - 1] ?? "") ?? [];
    if (marks !== undefined) return { line: at, level: marks.length, text: text ?? "" };
  }
  return null;
}

/** The lines inside the fence that opens on this line. */
function bodyOf(lines: readonly string[], line: number): string[] {
  const rest = lines.slice(line);
  const end = rest.findIndex((one) => fence.test(one));
  return rest.slice(0, end < 0 ? rest.length : end);
}

/** The index behind the section: in front of the next heading of this level or above, else the end of the file. */
function endOfSection(lines: readonly string[], line: number, level: number): number {
  let open: string | null = null;
  for (let index = line - 1; index < lines.length; index += 1) {
    const [, , mark] = fence.exec(lines[index] ?? "") ?? [];
    if (mark !== undefined && open === null) open = mark;
    else if (mark?.startsWith(open ?? " ")) {
      open = null;
      if (level === 0) return index + 1;
    } else if (open === null) {
      const [, marks] = heading.exec(lines[index] ?? "") ?? [];
      if (marks !== undefined && marks.length <= level) return index;
    }
  }
  return lines.length;
}

function trimBlank(lines: readonly string[], end: number): number {
  let last = end;
  while (last > 0 && (lines[last - 1] ?? "").trim() === "") last -= 1;
  return last;
}

/** One task's lines. The id and the hub's come first, then the keys in the anchor's order; those that say nothing are left out. */
function unit(
  row: HubTask,
  { level, mark, separator, keys }: Style,
  { hubIds }: { hubIds: boolean },
): string[] {
  const title = row.words.title ?? "";
  const values: Record<string, string | null> = {
    id: row.key,
    state_hub_task_id: hubIds ? row.id : null,
    title: level === 0 ? title : null,
    status: row.words.status === null ? null : (readStatus(row.words.status) ?? row.words.status),
    priority: row.words.priority,
    needs_human: row.words.needs_human === "true" ? "true" : null,
  };
  const order = [
    ...new Set(["id", "state_hub_task_id", ...keys, "status", "priority", "needs_human"]),
  ];
  const body = order.flatMap((key) => {
    const value = values[key] ?? null;
    return value === null ? [] : [`${key}: ${writeYamlScalar(value, "")}`];
  });
  const block = [`${mark}task`, ...body, mark];
  if (level === 0) return block;
  const named = separator === null ? title : `${row.key}${separator}${title}`;
  return [`${"#".repeat(level)} ${named}`, "", ...block];
}
