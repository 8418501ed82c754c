import { list } from "../../actions/registry/list.ts";
import { checkoutDocument } from "../checkout-document.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { tildePath } from "../render/path.ts";
import { table, type Column } from "../render/table.ts";

const columns: readonly Column[] = [
  { header: "SLUG", align: "left", rank: 1, least: 16, cut: "end" },
  { header: "HOOKS", align: "left", rank: 3, least: 9, cut: "end" },
  { header: "PATH", align: "left", rank: 2, least: 20, cut: "start" },
];

export async function run({ context, terminal }: Invocation): Promise<Report> {
  const checkouts = list(context);
  const rows = checkouts.map(({ slug, hooksState, path, place }) => ({
    cells: [
      { text: slug, tone: "strong" },
      { text: hooksState, tone: hooksState === "installed" ? "good" : "warn" },
      { text: tildePath(path, context.env["HOME"]), tone: "plain" },
    ] as const,
    notes: place === "gone" ? [{ text: gone(path), tone: "bad" } as const] : [],
  }));
  terminal.out(rows.length === 0 ? none : table(columns, rows, canvasOf(terminal)));
  const document = checkouts.map((entry) => ({
    ...checkoutDocument(entry),
    exists: entry.place === "there",
  }));
  return { status: 0, document: { checkouts: document } };
}

const none = "no checkout is registered\n  run: sync-hooks install --scan DIR";

const gone = (path: string) =>
  `not there any more: if it moved, run sync-hooks add NEW-PATH; else sync-hooks remove ${path}`;
