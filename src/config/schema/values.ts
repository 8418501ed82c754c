import * as z from "zod";
import { parseDuration } from "../../core/duration.ts";

/** Node's timers hold 2^31 ms; a longer one would fire at once. */
const longestMs = 24 * 86_400_000;

/** `30s`, `15m` or `2h`; milliseconds once read. */
export const duration = (fallback: string, description: string) =>
  z
    .union([z.string(), z.number()], "expected a duration such as 30s, 15m or 2h")
    .default(fallback)
    .transform((value, context) => {
      const ms = parseDuration(String(value));
      if (ms !== null && ms <= longestMs) return ms;
      const expected = ms === null ? "such as 30s, 15m or 2h" : "of at most 24d";
      context.addIssue({ code: "custom", message: `expected a duration ${expected}` });
      return z.NEVER;
    })
    .describe(description);

export const strings = z.array(z.string());
