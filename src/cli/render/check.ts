import type { CheckReport } from "../../actions/check/check.ts";
import { findingCodes, type Finding, type Severity } from "../../core/tasks/finding.ts";
import type { Tone } from "./paint.ts";
import { table, type Canvas, type Column, type Row } from "./table.ts";
import { visible } from "./text.ts";

const looks = {
  problem: { icon: "✖", tone: "bad" },
  note: { icon: "·", tone: "quiet" },
} as const satisfies Record<Severity, { icon: string; tone: Tone }>;

const columns: readonly Column[] = [
  { header: "", align: "left", rank: 1, least: Infinity, cut: "end" },
  { header: "", align: "left", rank: 2, least: Infinity, cut: "end" },
  { header: "", align: "left", rank: 3, least: 16, cut: "middle" },
];

/** Rows that are drawn together: the columns in front are as wide in every row, so that a table can be cut anywhere. */
const rowsAtATime = 1000;

/** Every checkout's findings by file and line, each with its mend, and the sum; a piece at a time. */
export function* checkText(
  reports: readonly CheckReport[],
  canvas: Canvas,
): Generator<string, void> {
  for (const [index, report] of reports.entries()) {
    if (index > 0) yield "\n";
    yield* checkoutText(report, canvas);
  }
}

function* checkoutText(report: CheckReport, canvas: Canvas): Generator<string, void> {
  const { slug, findings, mended, files, tasks } = report;
  const size = `${files} ${files === 1 ? "file" : "files"}, ${tasks} ${tasks === 1 ? "task" : "tasks"}`;
  const heading = `${canvas.paint("strong", visible(slug))}  ${canvas.paint("quiet", size)}\n`;
  const fixed = mended.map(
    (one) => `${canvas.paint("good", "✔")} mended ${one.code} ${visible(place(one))}\n`,
  );
  yield heading + fixed.join("");
  for (let from = 0; from < findings.length; from += rowsAtATime) {
    const some = findings.slice(from, from + rowsAtATime);
    yield table(
      columns,
      some.map((finding) => row(finding)),
      canvas,
    );
  }
  yield sum(findings, canvas);
}

function row(finding: Finding): Row {
  const { icon, tone } = looks[findingCodes[finding.code].severity];
  return {
    cells: [
      { text: icon, tone },
      { text: finding.code, tone },
      { text: place(finding), tone: "strong" },
    ],
    notes: [
      { text: finding.message, tone: "plain" },
      { text: finding.mend, tone: "command" },
    ],
  };
}

const place = ({ file, line }: Finding) => (line === null ? file : `${file}:${line}`);

function sum(findings: readonly Finding[], canvas: Canvas): string {
  const problems = findings.filter(({ code }) => findingCodes[code].severity === "problem").length;
  const notes = findings.length - problems;
  if (problems === 0)
    return `${canvas.paint("good", `in order${notes === 0 ? "" : `, with ${count(notes, "note")}`}`)}\n`;
  return `${canvas.paint("bad", `${count(problems, "problem")} to mend, ${count(notes, "note")}`)}\n`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
