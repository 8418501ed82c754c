import { addTask } from "../../actions/tasks/add-task.ts";
import { takesNewTasks } from "../../actions/tasks/takes-new-tasks.ts";
import { requireRepo } from "../../actions/registry/require-repo.ts";
import { SyncError } from "../../core/errors.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { repoOption } from "../repo-option.ts";
import { canvasOf } from "../render/canvas.ts";
import { taskText } from "../render/tasks.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const repo = await requireRepo(context, repoOption(context, options));
  const workstream = optionText(options, "workstream");
  if (workstream === null)
    throw new SyncError("usage", "task add needs --workstream", {
      hint: "the id of a workplan, an OpenSpec change, or a file: sync-hooks tasks shows them",
    });
  const task = await addTask(context, {
    repoId: repo.id,
    workstream,
    key: optionText(options, "key"),
    title: args[0] ?? "",
    status: optionText(options, "status"),
    priority: optionText(options, "priority"),
    needs_human: options["needsHuman"] === true,
  });
  terminal.out(taskText(task, context.clock.now(), canvasOf(terminal)));
  terminal.out(
    (await takesNewTasks(context, repo.slug))
      ? `The next sync appends it to ${task.file}: sync-hooks sync ${task.slug}`
      : `It stays in the hub alone: tasks.create_in_markdown is off. Or write it into ${task.file}.`,
  );
  return { status: 0, document: { task } };
}
