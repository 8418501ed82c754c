import { uninstallAll } from "../../actions/install/install-all.ts";
import type { UninstallReport } from "../../actions/install/uninstall.ts";
import { checkoutDocument } from "../checkout-document.ts";
import type { Invocation, Report } from "../command.ts";
import { changeDocument } from "../change-document.ts";
import { failureDocuments, printFailures, statusOf } from "../failures.ts";
import type { Terminal } from "../terminal.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const mode = options["dryRun"] ? "plan" : "apply";
  const scope = options["all"] ? "all" : "named";
  const results = await uninstallAll(context, { named: args, scope }, { mode });
  const reports = results.flatMap((result) => (result.state === "done" ? [result.report] : []));
  for (const report of reports) print(report, mode, terminal);
  if (results.length === 0) terminal.out("no checkout is registered");
  printFailures(results, terminal);
  const checkouts = reports.map((report) => ({
    ...checkoutDocument(report.checkout),
    dry_run: mode === "plan",
    changes: report.changes.map(changeDocument),
    needed_by: report.neededBy,
  }));
  return {
    status: statusOf(results),
    document: { checkouts, errors: failureDocuments(results) },
  };
}

function print(report: UninstallReport, mode: "apply" | "plan", terminal: Terminal): void {
  const { checkout, changes, neededBy } = report;
  const word = mode === "plan" ? "would uninstall" : "uninstalled";
  terminal.out(`${word}  ${checkout.slug}  ${checkout.path}`);
  if (neededBy.length > 0)
    terminal.out(`  the hook files stay, since these share them: ${neededBy.join(", ")}`);
  for (const { path, action } of changes) terminal.detail(`  ${action}  ${path}`);
  if (mode === "plan") terminal.out(changes.map(({ diff }) => diff).join(""));
}
