import { installAll } from "../../actions/install/install-all.ts";
import type { InstallReport } from "../../actions/install/install.ts";
import { SyncError } from "../../core/errors.ts";
import { checkoutDocument } from "../checkout-document.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { changeDocument } from "../change-document.ts";
import { failureDocuments, printFailures, statusOf } from "../failures.ts";
import { columnsOf, pad } from "../render/text.ts";
import type { Terminal } from "../terminal.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal, args, options } = invocation;
  const mode = options["dryRun"] ? "plan" : "apply";
  const via = viaOf(optionText(options, "via"));
  const targets = {
    named: args,
    scanned: optionText(options, "scan"),
    scope: options["all"] ? "all" : "named",
  } as const;
  const force = options["force"] ? "force" : "refuse";
  const wish = { mode, force, ...(via === null ? {} : { via }) } as const;
  const results = await installAll(context, targets, wish);
  const reports = results.flatMap((result) => (result.state === "done" ? [result.report] : []));
  const columns = Math.max(0, ...reports.map(({ checkout }) => columnsOf(checkout.slug)));
  for (const report of reports) print(report, mode, Math.min(columns, nameColumns), terminal);
  if (results.length === 0) terminal.out("no checkout found");
  printFailures(results, terminal);
  const failed = results.length - reports.length;
  if (failed > 0 && reports.length > 0)
    terminal.err(`${failed} of ${results.length} checkouts could not be installed`);
  const checkouts = reports.map((report) => document(report, mode));
  return {
    status: statusOf(results),
    document: { checkouts, errors: failureDocuments(results) },
  };
}

function viaOf(text: string | null): "file" | "config" | null {
  if (text === null || text === "file" || text === "config") return text;
  throw new SyncError("usage", `--via expects file or config, not "${text}"`, {
    hint: "run: sync-hooks install --via file",
  });
}

const nameColumns = 24;

function print(
  report: InstallReport,
  mode: "apply" | "plan",
  columns: number,
  terminal: Terminal,
): void {
  const { checkout, changes, notes } = report;
  const isNew = report.via === "config" || changes.some(({ action }) => action !== "unchanged");
  const word = isNew ? (mode === "plan" ? "would install" : "installed") : "already installed";
  terminal.out(`${word}  ${pad(checkout.slug, columns, "left")}  ${checkout.path}`);
  for (const note of notes) terminal.out(`  ${note}`);
  for (const { path, action } of changes) terminal.detail(`  ${action}  ${path}`);
  if (mode === "plan") terminal.out(changes.map(({ diff }) => diff).join(""));
}

const document = (report: InstallReport, mode: "apply" | "plan") => ({
  ...checkoutDocument(report.checkout),
  via: report.via,
  directory: report.directory,
  dry_run: mode === "plan",
  changes: report.changes.map(changeDocument),
  notes: report.notes,
});
