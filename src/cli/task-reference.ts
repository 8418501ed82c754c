import { findTask } from "../actions/tasks/find-task.ts";
import type { TaskDocument } from "../actions/tasks/task-document.ts";
import { repositoriesOf } from "../actions/tasks/task-scope.ts";
import { requireRepo } from "../actions/registry/require-repo.ts";
import { optionText, type Invocation } from "./command.ts";

/** The task that a command's operand names, with `--workstream` and `--repo` as they were given. */
export async function namedTask({ context, args, options }: Invocation): Promise<TaskDocument> {
  const slug = optionText(options, "repo");
  const repoIds =
    slug === null
      ? repositoriesOf(context, [], "around-or-all")
      : [(await requireRepo(context, slug)).id];
  const workstream = optionText(options, "workstream");
  return findTask(context, args[0] ?? "", { repoIds, workstream });
}
