import { SyncError, type ErrorCode } from "../core/errors.ts";

/**
 * `offline` where trying again later helps, `auth` where the server refuses the user, `usage` where no hub would hold
 * what it was given, `store` where somebody has to act.
 */
export type HubFailure = {
  code: Extract<ErrorCode, "offline" | "store" | "auth" | "usage">;
  says: string;
  hint: string;
};

/** Of text that holds a NUL or is not UTF-8. */
export const unstorableText: HubFailure = {
  code: "usage",
  says: "holds no text with a NUL in it, or that is not UTF-8",
  hint: "leave that character out",
};

/** What a database driver threw, as the project's own error. */
export function hubFailure(
  place: string,
  thrown: unknown,
  classify: (code: string, message: string) => HubFailure,
  what: "the hub" | "the database of tasks.table" = "the hub",
): SyncError {
  if (thrown instanceof SyncError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const { code, says, hint } = classify(
    String((thrown as { code?: unknown } | null)?.code ?? ""),
    message,
  );
  // The hub is whole: what mends one would do harm.
  const mend = what === "the hub" || code === "offline" ? hint : foreignMend;
  return new SyncError(code, `${what} ${place} ${says}`, { hint: mend, cause: thrown });
}

const foreignMend = "mend it there, or correct tasks.table in config.yaml, or take tasks.table out";
