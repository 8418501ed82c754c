import { ignore } from "../../actions/inventory/listed-repos.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const [name = ""] = args;
  const wish = options["undo"] ? "shown" : "ignored";
  const { forge, full_name: fullName } = await ignore(context, name, wish);
  terminal.out(`${wish === "ignored" ? "ignored" : "no longer ignored"}  ${fullName}`);
  return { status: 0, document: { forge, full_name: fullName, ignored: wish === "ignored" } };
}
