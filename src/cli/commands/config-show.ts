import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal }: Invocation): Promise<Report> {
  const config = await context.config(null);
  terminal.out(JSON.stringify(config, null, 2));
  return { status: 0, document: config };
}
