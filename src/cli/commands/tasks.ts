import { listTasks } from "../../actions/tasks/list-tasks.ts";
import { readStatusWord } from "../../actions/tasks/read-status-word.ts";
import { repositoriesOf } from "../../actions/tasks/task-scope.ts";
import { isClosed, statuses, type Status } from "../../core/tasks/task.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { tasksText } from "../render/tasks.ts";
import { wholeNumber } from "../whole-number.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const wished = optionText(options, "status");
  const list = await listTasks(context, {
    repoIds: repositoriesOf(context, args, options["all"] ? "all" : "around-or-all"),
    statuses: wished === null ? null : statusesOf(wished),
    workstream: optionText(options, "workstream"),
    needsHuman: options["needsHuman"] ? "only" : "any",
    removed: options["removed"] ? "show" : "hide",
    limit: wholeNumber("--limit", optionText(options, "limit") ?? "200", 1),
    after: optionText(options, "after"),
  });
  terminal.out(tasksText(list, canvasOf(terminal)));
  return { status: 0, document: list };
}

const statusesOf = (text: string): Status[] =>
  text
    .split(",")
    .flatMap((word) =>
      word.trim() === "open"
        ? statuses.filter((status) => !isClosed(status))
        : [readStatusWord(word)],
    );
