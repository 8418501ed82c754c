import { setGoal } from "../../actions/goals/goals.ts";
import { repoOption } from "../repo-option.ts";
import { optionText, type Invocation, type Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const slug = repoOption(context, options);
  const description = optionText(options, "description");
  const goal = await setGoal(context, slug, { title: args.join(" "), description });
  terminal.out(`goal of ${slug}: ${goal.title}`);
  return { status: 0, document: { repo_slug: slug, goal } };
}
