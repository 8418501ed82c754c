import { freshness } from "../freshness.ts";
import { readStatus } from "../tasks/task.ts";
import type {
  DispatchDocument,
  DispatchIntervention,
  DispatchTask,
  DispatchWorkstream,
} from "./dispatch-document.ts";

/**
 * The dispatch as a briefing in markdown for a coding agent: the goal, the next task, what else waits and
 * where, what to leave alone, and how to report. Words that come from files and people stay on one line each.
 */
export function briefing(document: DispatchDocument, now: Date): string {
  const sections = [
    [`# ${oneLine(document.repo_slug)}: what to work on`],
    goal(document),
    picture(document, now),
    next(document),
    ...document.active_workstreams.map(workstream),
    otherWorkstreams(document),
    questions(document),
    reporting(document),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function goal({ active_goal: active }: DispatchDocument): string[] {
  if (!active) return ["**Goal:** none is set. Work through the tasks in order."];
  const description = active.description?.trim() ?? "";
  const quoted = description === "" ? [] : description.split(/\r?\n/).map((line) => `> ${line}`);
  return [`**Goal: ${oneLine(active.title)}**`, ...(quoted.length > 0 ? ["", ...quoted] : [])];
}

function picture({ repo_slug, last_state_synced_at: at }: DispatchDocument, now: Date): string[] {
  const state = freshness(at, now);
  const command = `\`sync-hooks sync ${repo_slug}\``;
  if (at === null) return [`Files and hub were never compared: run ${command} first.`];
  const said = `Files and hub agreed at ${at}`;
  return state === "stale" ? [`${said}, over a day ago: run ${command} first.`] : [`${said}.`];
}

function next({ active_workstreams: active, counts }: DispatchDocument): string[] {
  const [first] = active;
  const [task] = first?.pending_tasks ?? [];
  if (first && task)
    return [
      "## Next",
      "",
      named(task, "no id"),
      "",
      `It stands in \`${first.workplan_file}\`. Read it there first: the file says more than its title.`,
    ];
  if (counts.needs_human > 0 || counts.blocked > 0)
    return [
      "## Next",
      "",
      "Nothing can be worked on: every open task is blocked or waits for a person.",
    ];
  return ["## Next", "", "Nothing is open. Do not invent work; ask for a goal or new tasks."];
}

function workstream(one: DispatchWorkstream): string[] {
  const { counts } = one;
  const parts = [
    `${counts.pending} to work on`,
    ...(counts.blocked > 0 ? [`${counts.blocked} blocked`] : []),
    ...(counts.needs_human > 0 ? [`${counts.needs_human} for a person`] : []),
  ];
  return [
    `## ${oneLine(one.title)}`,
    "",
    `\`${one.workplan_file}\`: ${parts.join(", ")}.`,
    ...list("In this order:", one.pending_tasks, counts.pending, (index) => `${index + 1}.`),
    ...list("Blocked, take none of these up:", one.blocked_tasks, counts.blocked, () => "-"),
    ...list(
      "For a person, leave these alone:",
      one.needs_human_tasks,
      counts.needs_human,
      () => "-",
    ),
  ];
}

function list(
  title: string,
  tasks: readonly DispatchTask[],
  count: number,
  mark: (index: number) => string,
): string[] {
  if (tasks.length === 0) return [];
  const rest = count - tasks.length;
  return [
    "",
    title,
    "",
    ...tasks.map((task, index) => `${mark(index)} ${named(task, "id")}`),
    ...(rest > 0 ? ["", `${rest} more stand in the file.`] : []),
  ];
}

function named({ key, title, status, priority, id }: DispatchTask, tail: "id" | "no id"): string {
  const notes = [
    ...(status !== null && readStatus(status) === "in_progress" ? ["begun"] : []),
    ...(priority === null ? [] : [`priority ${oneLine(priority)}`]),
    ...(tail === "id" ? [`id \`${id}\``] : []),
  ];
  const said = `**${oneLine(key)}** ${oneLine(title)}`;
  return notes.length === 0 ? said : `${said} (${notes.join(", ")})`;
}

function otherWorkstreams({ repo_slug, active_workstreams: shown, counts }: DispatchDocument) {
  const rest = counts.workstreams - shown.length;
  if (rest <= 0) return [];
  return [`${rest} more workstreams have open tasks: \`sync-hooks tasks ${repo_slug}\`.`];
}

function questions({ human_interventions: asked, counts }: DispatchDocument): string[] {
  if (asked.length === 0) return [];
  const rest = counts.interventions - asked.length;
  return [
    "## Waiting for a person's answer",
    "",
    ...asked.map((one) => `- ${question(one)}`),
    ...(rest > 0 ? ["", `${rest} more are open.`] : []),
  ];
}

function question({ title, task_key: key, workplan_file: file }: DispatchIntervention): string {
  const about = key === null || file === null ? "" : ` (${oneLine(key)} in \`${file}\`)`;
  return `${oneLine(title)}${about}`;
}

function reporting({ repo_slug }: DispatchDocument): string[] {
  return [
    "## How to report",
    "",
    "- Begin a task: `status: in_progress` in its `task` block; in a checklist `- [/]`; an OpenSpec `tasks.md` has no mark for it.",
    "- Finish it: `status: done`, or `- [x]`; then commit, the file together with the work. The commit itself pushes and tells the hub.",
    "- Without editing the file: the MCP tool `update_task_status` with the task's id; the next sync writes the file.",
    `- Stuck without a person: \`sync-hooks needs-human add "your question" --task KEY --repo ${repo_slug}\`, or the tool \`request_human\`; then go on with the next task.`,
    "- Leave task ids, `state_hub_…` lines and everything else in the file as they are.",
  ];
}

/** Words from elsewhere, on one line and without control characters: they cannot become a heading or a section. */
const oneLine = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex -- control characters are what has to go
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, " ")
    .replace(/ +/g, " ")
    .trim();
