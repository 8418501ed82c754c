import type { Diagnosis } from "../../actions/doctor/doctor.ts";
import type { Tone } from "./paint.ts";
import { tildeWords } from "./path.ts";
import { table, type Canvas, type Cell, type Column, type Row } from "./table.ts";
import { visible, wrap } from "./text.ts";

/** `all` also lists what is in order. */
export type Detail = "faults" | "all";

const looks = {
  ok: { icon: "✔", tone: "good" },
  warn: { icon: "⚠", tone: "warn" },
  fail: { icon: "✖", tone: "bad" },
} as const satisfies Record<Diagnosis["verdict"], { icon: string; tone: Tone }>;

const columns: readonly Column[] = [
  { header: "", align: "left", rank: 1, least: Infinity, cut: "end" },
  { header: "", align: "left", rank: 2, least: 12, cut: "middle" },
];

/**
 * The machine's answers, then those of each checkout with a fault, each fault with its mend; then the
 * checkouts in order by their names alone, and the sum.
 */
export function doctorReport(
  diagnoses: readonly Diagnosis[],
  detail: Detail,
  home: string | undefined,
  canvas: Canvas,
): string {
  const machine = diagnoses.filter(({ subject }) => subject === null);
  const names = [...new Set(diagnoses.flatMap(({ subject }) => subject?.path ?? []))];
  const groups = names.map((path) => diagnoses.filter(({ subject }) => subject?.path === path));
  const heading = (text: string) => canvas.paint("strong", visible(text));
  return [
    `${heading("This machine")}\n${table(
      columns,
      machine.map((one) => row(one, home)),
      canvas,
    )}`,
    ...groups
      .filter((group) => detail === "all" || group.some(isWorthShowing))
      .map((group) => checkoutReport(group, detail, home, canvas)),
    ...(detail === "all" ? [] : healthy(groups, canvas)),
    sum(diagnoses, canvas),
  ].join("\n");
}

function checkoutReport(
  group: readonly Diagnosis[],
  detail: Detail,
  home: string | undefined,
  canvas: Canvas,
): string {
  const shown = detail === "all" ? group : group.filter(isWorthShowing);
  return `${canvas.paint("strong", visible(nameOf(group)))}\n${table(
    columns,
    shown.map((one) => row(one, home)),
    canvas,
  )}`;
}

/** The checkouts without a fault, by name: none of them needs a line of its own. */
function healthy(groups: readonly (readonly Diagnosis[])[], canvas: Canvas): string[] {
  const well = groups.filter((group) => !group.some(isWorthShowing));
  if (well.length === 0) return [];
  const count = well.length === 1 ? "1 checkout" : `${well.length} checkouts`;
  const names = visible(well.map(nameOf).join(", "));
  return [`${drawText({ text: `✔ ${count} in order: ${names}`, tone: "good" }, canvas)}\n`];
}

const nameOf = (group: readonly Diagnosis[]) => group[0]?.subject?.name ?? "";

const isWorthShowing = (one: Diagnosis) => one.verdict !== "ok" || one.fixed !== null;

function row(one: Diagnosis, home: string | undefined): Row {
  const { icon, tone } = looks[one.verdict];
  const isFault = one.verdict !== "ok";
  const detail = tildeWords(one.detail, home);
  const notes: Cell[] = isFault ? [{ text: detail, tone: "plain" }] : [];
  if (one.fixed !== null) notes.push({ text: `✔ ${tildeWords(one.fixed, home)}`, tone: "good" });
  else if (one.mend !== null)
    notes.push({ text: `→ ${tildeWords(one.mend, home)}`, tone: "command" });
  return {
    cells: [
      { text: `${icon} ${one.what}`, tone },
      { text: isFault ? "" : detail, tone: "quiet" },
    ],
    notes,
  };
}

function sum(diagnoses: readonly Diagnosis[], canvas: Canvas): string {
  const count = (is: (one: Diagnosis) => boolean) => diagnoses.filter(is).length;
  const failed = count(({ verdict }) => verdict === "fail");
  const warned = count(({ verdict }) => verdict === "warn");
  const fixable = count(({ isFixable }) => isFixable);
  const fixed = count((one) => one.fixed !== null);
  const lines: Cell[] = [
    failed + warned === 0
      ? { text: `✔ ${diagnoses.length} checks, all in order`, tone: "good" }
      : { text: faults(failed, warned), tone: failed > 0 ? "bad" : "warn" },
  ];
  if (fixed > 0) lines.push({ text: `✔ ${fixed} mended`, tone: "good" });
  if (fixable > 0)
    lines.push({ text: `→ sync-hooks doctor --fix mends ${fixable} of them`, tone: "command" });
  return `${lines.map((line) => drawText(line, canvas)).join("\n")}\n`;
}

const drawText = ({ text, tone }: Cell, { width, paint }: Canvas) =>
  wrap(text, width)
    .map((line) => paint(tone, line))
    .join("\n");

function faults(failed: number, warned: number): string {
  const parts = [
    ...(failed > 0 ? [`${failed} ${failed === 1 ? "failure" : "failures"}`] : []),
    ...(warned > 0 ? [`${warned} ${warned === 1 ? "warning" : "warnings"}`] : []),
  ];
  return `${failed > 0 ? "✖" : "⚠"} ${parts.join(", ")}`;
}
