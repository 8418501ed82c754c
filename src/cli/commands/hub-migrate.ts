import { migrateHub, moveHubTo } from "../../actions/hub/migrate-hub.ts";
import { optionText, type Invocation, type Report } from "../command.ts";

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const to = optionText(options, "to");
  const done = to === null ? await migrateHub(context) : await moveHubTo(context, to);
  if (done.kind === "current") terminal.out(`${done.place} has the newest schema`);
  else {
    terminal.out(`moved ${done.rows} rows from ${done.from} to ${done.place}`);
    terminal.out(`now set, on every machine that uses this hub: hub: ${done.address}`);
  }
  return { status: 0, document: done };
}
