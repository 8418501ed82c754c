import type { Invocation, Report } from "../command.ts";

/** Standard output belongs to the protocol: nothing else is printed there. */
export async function run({ context, stopped, doors }: Invocation): Promise<Report> {
  await doors.serveMcp(context, stopped);
  return { status: 0, document: undefined };
}
