import { remove, type Removal } from "../../actions/registry/remove.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { checkoutDocument } from "../checkout-document.ts";
import type { Invocation, Report } from "../command.ts";
import { errorDocument, errorText } from "../error-text.ts";
import type { Terminal } from "../terminal.ts";

export async function run({ context, terminal, args }: Invocation): Promise<Report> {
  const removals = await remove(context, selectCheckouts(context, args, "named"));
  for (const removal of removals) tell(removal, terminal);
  const document = {
    checkouts: removals.flatMap((removal) =>
      removal.state === "removed" ? [checkoutDocument(removal.checkout)] : [],
    ),
    errors: removals.flatMap((removal) =>
      removal.state === "failed"
        ? [{ path: removal.checkout.path, ...errorDocument(removal.error) }]
        : [],
    ),
  };
  return { status: document.errors.length === 0 ? 0 : 1, document };
}

function tell(removal: Removal, terminal: Terminal): void {
  const { slug, path } = removal.checkout;
  if (removal.state === "failed") return terminal.err(errorText(removal.error, terminal));
  terminal.out(`removed  ${slug}  ${path}`);
  if (removal.neededBy.length > 0)
    terminal.out(
      `  its hooks stay for ${removal.neededBy.join(", ")}; the next commit here registers it again (pause leaves it alone)`,
    );
}
