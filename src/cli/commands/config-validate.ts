import { configScope, readConfigAt } from "../../actions/registry/config-scope.ts";
import { toSyncError } from "../../core/errors.ts";
import type { Invocation, Report } from "../command.ts";
import { errorDocument, errorText } from "../error-text.ts";
import { errorStatus } from "../exit-status.ts";

/** Checks the user's config, and with it each checkout's own; a broken one stops no other check. */
export async function run({ context, terminal, args }: Invocation): Promise<Report> {
  const errors = [];
  const valid = new Set(readConfigAt(context, null).files);
  for (const path of configScope(context, args)) {
    try {
      for (const file of readConfigAt(context, path).files) valid.add(file);
    } catch (thrown) {
      const error = toSyncError(thrown);
      errors.push({ path, ...errorDocument(error) });
      terminal.err(errorText(error, terminal));
    }
  }
  for (const file of valid) terminal.out(`valid  ${file}`);
  if (valid.size === 0 && errors.length === 0) terminal.out("no config file: the defaults hold");
  const status = errors.length === 0 ? 0 : errorStatus.config;
  return { status, document: { valid: [...valid], errors } };
}
