import type { ConflictDocument } from "../../actions/conflicts/list-conflicts.ts";
import type { Resolution } from "../../actions/conflicts/resolve-conflicts.ts";
import type { Tone } from "./paint.ts";
import { table, type Canvas, type Column, type Row } from "./table.ts";
import { visible } from "./text.ts";

const columns: readonly Column[] = [
  { header: "ID", align: "left", rank: 1, least: 8, cut: "end" },
  { header: "LINE", align: "right", rank: 7, least: 4, cut: "end" },
  { header: "TASK", align: "left", rank: 4, least: 8, cut: "end" },
  { header: "FIELD", align: "left", rank: 5, least: 6, cut: "end" },
  { header: "BEFORE", align: "left", rank: 6, least: 8, cut: "end" },
  { header: "MARKDOWN", align: "left", rank: 2, least: 8, cut: "end" },
  { header: "HUB", align: "left", rank: 3, least: 8, cut: "end" },
  { header: "TAKE", align: "left", rank: 8, least: 8, cut: "end" },
];

/** The open conflicts, a table for each file, and how to settle them. */
export function conflictsText(conflicts: readonly ConflictDocument[], canvas: Canvas): string {
  const [first] = conflicts;
  if (!first) return canvas.paint("good", "nothing waits for a decision");
  const files = new Map<string, ConflictDocument[]>();
  for (const conflict of conflicts) {
    const place = JSON.stringify([conflict.checkout, conflict.file]);
    files.set(place, [...(files.get(place) ?? []), conflict]);
  }
  const parts = [...files.values()].map((some) => fileText(some, canvas));
  const mend = `sync-hooks conflicts resolve ${shortId(first)} --take markdown`;
  return `${parts.join("\n")}\n→ ${canvas.paint("command", `${mend}   (or --take hub)`)}\n`;
}

function fileText(conflicts: readonly ConflictDocument[], canvas: Canvas): string {
  const [first] = conflicts;
  if (!first) return "";
  const { paint } = canvas;
  const place = `${first.slug}  ${first.checkout}`;
  const heading = `${paint("strong", visible(first.file))}  ${paint("quiet", visible(place))}\n`;
  return heading + table(columns, conflicts.map(row), canvas);
}

function row(conflict: ConflictDocument): Row {
  const { line, key, field, base, markdown, hub, chosen } = conflict;
  return {
    cells: [
      { text: shortId(conflict), tone: "strong" },
      { text: String(line), tone: "quiet" },
      { text: key ?? "(gone)", tone: "plain" },
      { text: field, tone: "plain" },
      { text: base ?? "–", tone: "quiet" },
      { text: markdown ?? "–", tone: "plain" },
      { text: hub ?? "–", tone: "plain" },
      { text: chosen === null ? "" : `${chosen}, next sync`, tone: "good" },
    ],
    notes: [],
  };
}

const shortId = ({ id }: Pick<ConflictDocument, "id">) => id.slice(0, 8);

const looks = {
  resolved: { icon: "✔", tone: "good", words: "" },
  chosen: { icon: "○", tone: "quiet", words: "at the next sync of " },
  settled: { icon: "○", tone: "quiet", words: "changed meanwhile: nothing is left to decide" },
  reopened: { icon: "⚠", tone: "warn", words: "a side was edited meanwhile: sync-hooks conflicts" },
} as const satisfies Record<Resolution["state"], { icon: string; tone: Tone; words: string }>;

/** What became of each conflict, a line each. */
export function resolutionsText(resolutions: readonly Resolution[], { paint }: Canvas): string {
  const lines = resolutions.map(({ conflict, state }) => {
    const { icon, tone, words } = looks[state];
    const { key, field, chosen, checkout, file } = conflict;
    const value = chosen === "hub" ? conflict.hub : conflict.markdown;
    const where = state === "chosen" ? `${words}${checkout}` : words;
    const taken = state === "settled" ? "" : `: ${value ?? "–"} (${chosen ?? "open"})`;
    const what = `${key ?? conflict.task_id} ${field}${taken}`;
    return [paint(tone, icon), visible(`${file}  ${what}`), paint("quiet", visible(where))]
      .filter((part) => part !== "")
      .join(" ");
  });
  return `${lines.join("\n")}\n`;
}
