import { listInterventions } from "../../actions/needs-human/needs-human.ts";
import { repoOption } from "../repo-option.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { table, type Column } from "../render/table.ts";
import { age } from "../render/time.ts";

const columns: readonly Column[] = [
  { header: "TASK", align: "left", rank: 2, least: 4, cut: "end" },
  { header: "ASKED", align: "left", rank: 1, least: 20, cut: "end" },
  { header: "SINCE", align: "left", rank: 4, least: 8, cut: "end" },
  { header: "ID", align: "left", rank: 3, least: Infinity, cut: "end" },
];

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const slug = repoOption(context, options);
  const interventions = await listInterventions(context, slug, options["all"] ? "any" : "open");
  const now = context.clock.now();
  const rows = interventions.map((one) => ({
    cells: [
      { text: one.task_key ?? "", tone: "strong" },
      { text: one.title, tone: one.status === "open" ? "plain" : "quiet" },
      { text: age(one.created_at, now), tone: "quiet" },
      { text: one.id, tone: "quiet" },
    ] as const,
    notes:
      one.status === "open"
        ? []
        : [
            {
              text: `resolved${one.answer === null ? "" : `: ${one.answer}`}`,
              tone: "good",
            } as const,
          ],
  }));
  const none = "nobody is asked for anything";
  terminal.out(rows.length === 0 ? none : table(columns, rows, canvasOf(terminal)));
  return { status: 0, document: { repo_slug: slug, interventions } };
}
