import { check, hasProblem, type CheckReport } from "../../actions/check/check.ts";
import { each } from "../../actions/each.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { SyncError } from "../../core/errors.ts";
import { findingCodes, type Finding } from "../../core/tasks/finding.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { gravestStatus } from "../exit-status.ts";
import { failureDocuments, printFailures, statusOf } from "../failures.ts";
import { canvasOf } from "../render/canvas.ts";
import { checkText } from "../render/check.ts";

/** Compares task files and hub, and mends what is safe under --fix. */
export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const format = optionText(options, "format") ?? "text";
  if (format !== "text" && format !== "json")
    throw new SyncError("usage", `--format takes text or json, not ${format}`, {
      hint: "run: sync-hooks check --format json",
    });
  const results = await each(selectCheckouts(context, args, "named"), (checkout) =>
    check(context, checkout, {
      mode: options["fix"] === true ? "fix" : "report",
      ids: options["ids"] === true ? "give" : "keep",
    }),
  );
  const reports = results.flatMap((result) => (result.state === "done" ? [result.report] : []));
  const document = { checkouts: reports.map(shown), errors: failureDocuments(results) };
  if (format === "json" && !terminal.json) terminal.draw(`${JSON.stringify(document, null, 2)}\n`);
  // A text that nobody sees is not made: there can be a hundred thousand findings.
  if (format === "text" && !terminal.json && !terminal.quiet)
    for (const text of checkText(reports, canvasOf(terminal))) terminal.out(text);
  printFailures(results, terminal);
  const found = reports.some(({ findings }) => hasProblem(findings)) ? 1 : 0;
  return { status: gravestStatus([found, statusOf(results)]), document };
}

const shown = ({ slug, path, files, tasks, findings, mended }: CheckReport) => ({
  slug,
  path,
  files,
  tasks,
  findings: findings.map(shownFinding),
  mended: mended.map(shownFinding),
});

const shownFinding = ({ code, file, line, message, mend }: Finding) => ({
  code,
  ...findingCodes[code],
  file,
  line,
  message,
  mend,
});
