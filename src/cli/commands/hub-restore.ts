import { resolve } from "node:path";
import { restoreHub } from "../../actions/hub/restore-hub.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, args, options }: Invocation): Promise<Report> {
  const file = resolve(context.cwd, args[0] ?? "");
  const restored = await restoreHub(context, file, options["replace"] ? "anything" : "empty");
  const { rows, place, made_at: madeAt } = restored;
  terminal.out(`${place} holds the ${rows} rows of ${file}, as they were at ${madeAt}`);
  terminal.out("a checkout that has seen a newer state asks who leads: sync-hooks hub adopt");
  return { status: 0, document: restored };
}
