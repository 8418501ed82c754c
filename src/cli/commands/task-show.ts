import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { taskText } from "../render/tasks.ts";
import { namedTask } from "../task-reference.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const task = await namedTask(invocation);
  const { terminal, context } = invocation;
  terminal.out(taskText(task, context.clock.now(), canvasOf(terminal)));
  return { status: 0, document: { task } };
}
