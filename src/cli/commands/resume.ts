import { resume } from "../../actions/registry/pause.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { checkoutDocument } from "../checkout-document.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const checkouts = selectCheckouts(context, args, options["all"] ? "all" : "named");
  resume(context, checkouts);
  for (const { slug, path } of checkouts) terminal.out(`resumed  ${slug}  ${path}`);
  const resumed = checkouts.map((checkout) => checkoutDocument({ ...checkout, pausedUntil: null }));
  return { status: 0, document: { checkouts: resumed } };
}
