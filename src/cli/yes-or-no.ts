import { SyncError } from "../core/errors.ts";

/** The value of an option that is answered with yes or no; throws `usage` for anything else. */
export function yesOrNo(option: string, text: string): boolean {
  if (/^(yes|true|on|y|1)$/i.test(text)) return true;
  if (/^(no|false|off|n|0)$/i.test(text)) return false;
  throw new SyncError("usage", `${option} expects yes or no, not "${text}"`, {
    hint: `for example: ${option} yes`,
  });
}
