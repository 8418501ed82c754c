import { clearGoal } from "../../actions/goals/goals.ts";
import { repoOption } from "../repo-option.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const slug = repoOption(context, options);
  const cleared = await clearGoal(context, slug);
  terminal.out(cleared ? `the goal of ${slug} is closed` : `${slug} has no goal`);
  return { status: 0, document: { repo_slug: slug, cleared } };
}
