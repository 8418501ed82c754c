import { resolveIntervention } from "../../actions/needs-human/needs-human.ts";
import { optionText, type Invocation, type Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const [id = ""] = args;
  const intervention = await resolveIntervention(context, id, optionText(options, "answer"));
  const answer = intervention.answer === null ? "" : `\n  ${intervention.answer}`;
  terminal.out(`resolved  ${intervention.title}${answer}`);
  return { status: 0, document: { intervention } };
}
