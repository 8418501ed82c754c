/** Why a `fetch` has failed: it says no more than that, and keeps the reason in its cause, as a code or in words. */
export function fetchFailure(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  if (!(cause instanceof Error)) return thrown.message;
  return "code" in cause ? String(cause.code) : cause.message;
}
