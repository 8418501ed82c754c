import { toSyncError, type ErrorCode } from "../core/errors.ts";
import { redact } from "../core/redact.ts";

/** What a model is to make of each error: whether the same call can succeed later, and who has to act. */
const advice = {
  usage: "Correct the arguments and call again.",
  config: "A person has to mend the configuration; do not retry.",
  "not-a-repo": "A person has to look at the checkout; do not retry.",
  untrusted: "A person has to decide about the trust; do not retry.",
  git: "Read the message; a person may have to act in the repository.",
  auth: "A person has to renew the credentials; do not retry.",
  offline: "Nothing is lost. Try again in a few minutes, and go on with other work.",
  locked: "Somebody else has it in hand. Try again in a moment.",
  conflict: "It was changed in the meantime: read it again, then decide anew.",
  store: "A person has to mend the database or disk; do not retry.",
  forge: "The forge answered with an error; a person has to look.",
  board: "The board answered with an error; a person has to look.",
  internal: "This is a bug of sync-hooks; do not retry.",
} as const satisfies Record<ErrorCode, string>;

/** A thrown error as a tool's answer: what happened, the mend, and what to do about it. No secret is in it. */
export function toolError(thrown: unknown) {
  const { code, message, hint } = toSyncError(thrown);
  const lines = [`${code}: ${message}`, ...(hint === null ? [] : [hint]), advice[code]];
  return {
    isError: true,
    content: [{ type: "text" as const, text: redact(lines.join("\n")) }],
    _meta: { "sync-hooks/error": code },
  };
}
