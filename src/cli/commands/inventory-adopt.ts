import { adopt, adoptAll, type Adoption } from "../../actions/inventory/adopt.ts";
import { SyncError } from "../../core/errors.ts";
import { checkoutDocument } from "../checkout-document.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { errorDocument, errorText } from "../error-text.ts";
import { errorStatus, gravestStatus } from "../exit-status.ts";
import type { Terminal } from "../terminal.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { terminal } = invocation;
  const results = await adoptWanted(invocation);
  for (const result of results) print(result, terminal);
  if (results.length === 0) terminal.out("nothing to adopt: every listed repository is registered");
  const statuses = results.map((result) =>
    result.state === "failed" ? errorStatus[result.error.code] : 0,
  );
  return { status: gravestStatus(statuses), document: { repositories: results.map(document) } };
}

async function adoptWanted({ context, terminal, args, options }: Invocation): Promise<Adoption[]> {
  const folder = optionText(options, "clone");
  const [name] = args;
  if (options["all"]) {
    if (name !== undefined || folder === null)
      throw new SyncError("usage", "adopt --all wants a folder for the clones, and no name", {
        hint: "for example: sync-hooks inventory adopt --all --clone ~/code",
      });
    const forge = optionText(options, "forge");
    return adoptAll(context, {
      forge,
      folder,
      watch: ({ done, total, fullName }) => terminal.err(`[${done + 1}/${total}] ${fullName}`),
    });
  }
  if (name === undefined)
    throw new SyncError("usage", "adopt wants the name of a repository", {
      hint: "sync-hooks inventory lists them; --all --clone DIR takes every one",
    });
  return [await adopt(context, name, folder ?? ".")];
}

function print(result: Adoption, terminal: Terminal): void {
  switch (result.state) {
    case "adopted":
      terminal.out(`${result.how}  ${result.report.checkout.slug}  ${result.report.checkout.path}`);
      for (const note of result.report.notes) terminal.out(`  ${note}`);
      return;
    case "skipped":
      terminal.out(`skipped  ${result.fullName}  ${result.why}`);
      return;
    case "failed":
      terminal.err(`${result.fullName}: ${errorText(result.error, terminal)}`);
  }
}

function document(result: Adoption) {
  const of = { full_name: result.fullName, state: result.state };
  switch (result.state) {
    case "adopted":
      return { ...of, how: result.how, checkout: checkoutDocument(result.report.checkout) };
    case "skipped":
      return { ...of, reason: result.why };
    case "failed":
      return { ...of, path: result.path, ...errorDocument(result.error) };
  }
}
