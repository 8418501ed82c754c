import { requestHuman } from "../../actions/needs-human/needs-human.ts";
import { repoOption } from "../repo-option.ts";
import { optionText, type Invocation, type Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const slug = repoOption(context, options);
  const task = optionText(options, "task");
  const intervention = await requestHuman(context, slug, { title: args.join(" "), task });
  const about = intervention.task_key === null ? "" : `${intervention.task_key}: `;
  terminal.out(`asked  ${about}${intervention.title}\n  ${intervention.id}`);
  return { status: 0, document: { repo_slug: slug, intervention } };
}
