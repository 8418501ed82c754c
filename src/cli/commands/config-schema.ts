import { publishedSchema } from "../../config/json-schema.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ terminal, options }: Invocation): Promise<Report> {
  const document = publishedSchema(options["repository"] ? "repository" : "user");
  terminal.out(JSON.stringify(document, null, 2));
  return { status: 0, document };
}
