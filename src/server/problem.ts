import { STATUS_CODES } from "node:http";
import { SyncError, toSyncError, type ErrorCode } from "../core/errors.ts";
import { redact } from "../core/redact.ts";

/** The HTTP status of a request that ends with an error. */
const errorHttpStatus = {
  usage: 400,
  config: 500,
  "not-a-repo": 409,
  untrusted: 403,
  git: 502,
  auth: 502,
  offline: 503,
  locked: 423,
  conflict: 409,
  store: 500,
  forge: 502,
  board: 502,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** What went wrong, as RFC 9457 has it (`application/problem+json`), with the mend beside it. */
export type Problem = {
  type: "about:blank";
  title: string;
  status: number;
  detail: string;
  /** The project's own error code, or the door's: `not-found`, `precondition`, `forbidden`, … */
  code: string;
  hint: string | null;
  /** Where a request broke its schema. */
  errors?: { in: string; path: string; message: string }[];
};

/** An answer that only HTTP knows: no such thing, not allowed, too large. */
export class HttpProblem extends Error {
  readonly problem: Problem;

  constructor(status: number, code: string, detail: string, more: Partial<Problem> = {}) {
    super(detail);
    this.name = "HttpProblem";
    const title = STATUS_CODES[status] ?? "Error";
    this.problem = { type: "about:blank", title, status, detail, code, hint: null, ...more };
  }
}

export const notFound = (what: string, hint: string | null = null): HttpProblem =>
  new HttpProblem(404, "not-found", what, { hint });

/** The problem that a thrown value amounts to. An unexpected error's own words go to the log alone. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof HttpProblem) return thrown.problem;
  const error = toSyncError(thrown);
  const detail =
    error.code === "internal" ? "something unexpected went wrong; the log has it" : error.message;
  const hint = error.code === "internal" ? "run: sync-hooks log" : error.hint;
  const problem = new HttpProblem(errorHttpStatus[error.code], error.code, redact(detail));
  return { ...problem.problem, hint };
}

/** What the log keeps of an error that was the server's own fault; null for one that was not. */
export function logText(thrown: unknown): string | null {
  if (thrown instanceof HttpProblem) return null;
  const error = thrown instanceof SyncError ? thrown : toSyncError(thrown);
  if (errorHttpStatus[error.code] !== 500) return null;
  const stack = error.cause instanceof Error ? (error.cause.stack ?? "") : (error.stack ?? "");
  return redact(`${error.code}: ${error.message} ${error.code === "internal" ? stack : ""}`);
}

export function problemHeaders({ status }: Problem): Record<string, string> {
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(status === 401 && { "www-authenticate": 'Bearer realm="sync-hooks"' }),
    ...(status === 503 && { "retry-after": "5" }),
  };
}
