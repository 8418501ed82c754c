import { listGoals } from "../../actions/goals/goals.ts";
import { repoOption } from "../repo-option.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { table, type Column } from "../render/table.ts";
import { age } from "../render/time.ts";

const columns: readonly Column[] = [
  { header: "STATUS", align: "left", rank: 2, least: 6, cut: "end" },
  { header: "GOAL", align: "left", rank: 1, least: 20, cut: "end" },
  { header: "SET", align: "left", rank: 3, least: 8, cut: "end" },
];

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const slug = repoOption(context, options);
  const goals = await listGoals(context, slug);
  const now = context.clock.now();
  const rows = goals.map(({ status, title, description, created_at: at }) => ({
    cells: [
      { text: status, tone: status === "active" ? "good" : "quiet" },
      { text: title, tone: status === "active" ? "strong" : "plain" },
      { text: age(at, now), tone: "quiet" },
    ] as const,
    notes: description === null ? [] : [{ text: description, tone: "quiet" } as const],
  }));
  const none = `${slug} has had no goal yet\n  run: sync-hooks goal set TITLE`;
  terminal.out(rows.length === 0 ? none : table(columns, rows, canvasOf(terminal)));
  return { status: 0, document: { repo_slug: slug, goals } };
}
