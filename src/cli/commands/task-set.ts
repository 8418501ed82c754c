import { setTask, type TaskChange } from "../../actions/tasks/set-task.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { taskText } from "../render/tasks.ts";
import { namedTask } from "../task-reference.ts";
import { yesOrNo } from "../yes-or-no.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal } = invocation;
  const change = changeOf(invocation);
  const { id } = await namedTask(invocation);
  const task = await setTask(context, id, change);
  terminal.out(taskText(task, context.clock.now(), canvasOf(terminal)));
  terminal.out(`The next sync carries it into ${task.file}: sync-hooks sync ${task.slug}`);
  return { status: 0, document: { task } };
}

function changeOf({ options }: Invocation): TaskChange {
  const [status, title, priority, needsHuman] = [
    optionText(options, "status"),
    optionText(options, "title"),
    optionText(options, "priority"),
    optionText(options, "needsHuman"),
  ];
  return {
    ...(status !== null && { status }),
    ...(title !== null && { title }),
    ...(priority !== null && { priority }),
    ...(needsHuman !== null && { needs_human: yesOrNo("--needs-human", needsHuman) }),
  };
}
