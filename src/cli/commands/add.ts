import { add, readCheckoutList, scan, type Registration } from "../../actions/registry/add.ts";
import { SyncError } from "../../core/errors.ts";
import { checkoutDocument } from "../checkout-document.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { errorDocument, errorText } from "../error-text.ts";
import { wholeNumber } from "../whole-number.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal } = invocation;
  const { wanted, unreadable } = whatToAdd(invocation);
  const results = await add(context, wanted);
  for (const folder of unreadable)
    terminal.err(`warning: not looked into ${folder.path}: ${folder.reason}`);
  for (const result of results) {
    if (result.state === "failed") terminal.err(errorText(result.error, terminal));
    else terminal.out(`${result.state}  ${result.checkout.slug}  ${result.checkout.path}`);
  }
  if (results.length === 0) terminal.out("no checkout found");
  return {
    status: results.some((result) => result.state === "failed") ? 1 : 0,
    document: { checkouts: results.flatMap(done), errors: results.flatMap(failed), unreadable },
  };
}

function whatToAdd({ context, args, options }: Invocation) {
  const slug = optionText(options, "slug");
  const folder = optionText(options, "scan");
  const list = optionText(options, "from");
  const depth = optionText(options, "depth");
  if (depth !== null && folder === null)
    throw new SyncError("usage", "--depth goes with --scan", { hint: "add --scan DIR --depth 3" });
  const levels = depth === null ? Infinity : wholeNumber("--depth", depth, 0);
  const scanned = folder === null ? null : scan(context, folder, levels);
  const listed = list === null ? [] : readCheckoutList(context, list);
  const named = args.length === 0 && scanned === null && list === null ? ["."] : args;
  const found = [...named, ...(scanned?.found ?? [])].map((path) => ({ path, slug }));
  const wanted = [...found, ...listed];
  if (slug !== null && wanted.length !== 1)
    throw new SyncError("usage", `--slug names one checkout, and there are ${wanted.length}`, {
      hint: "give one path, or a list with names: add --from FILE",
    });
  return { wanted, unreadable: scanned?.unreadable ?? [] };
}

const done = (result: Registration) =>
  result.state === "failed" ? [] : [{ state: result.state, ...checkoutDocument(result.checkout) }];

const failed = (result: Registration) =>
  result.state === "failed" ? [{ path: result.path, ...errorDocument(result.error) }] : [];
