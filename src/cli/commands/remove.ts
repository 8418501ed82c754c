import { remove } from "../../actions/remove.ts";
import { selectCheckouts } from "../../actions/select-checkouts.ts";
import { checkoutDocument } from "../checkout-document.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, args }: Invocation): Promise<Report> {
  const checkouts = selectCheckouts(context, args, "named");
  await remove(context, checkouts);
  for (const { slug, path } of checkouts) terminal.out(`removed  ${slug}  ${path}`);
  return { status: 0, document: { checkouts: checkouts.map(checkoutDocument) } };
}
