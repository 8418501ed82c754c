import type { ErrorCode } from "../core/errors.ts";

/** 0 done · 1 failed or conflict · 2 offline · 64 usage · 78 bad config · 130 and 143 ended by a signal. */
export type ExitStatus = 0 | 1 | 2 | 64 | 78 | 130 | 143;

/** The exit status of a command that ends with an error (docs/exit-codes.md). */
export const errorStatus = {
  usage: 64,
  config: 78,
  "not-a-repo": 1,
  untrusted: 1,
  git: 1,
  auth: 1,
  offline: 2,
  locked: 1,
  conflict: 1,
  store: 1,
  forge: 1,
  board: 1,
  internal: 1,
} as const satisfies Record<ErrorCode, ExitStatus>;

/** The status of several parts: any failure is told before an offline one, and that before success. */
export function gravestStatus(statuses: readonly ExitStatus[]): ExitStatus {
  const failed = statuses.find((status) => status !== 0 && status !== 2);
  if (failed === undefined) return statuses.includes(2) ? 2 : 0;
  return statuses.every((status) => status === 0 || status === failed) ? failed : 1;
}
