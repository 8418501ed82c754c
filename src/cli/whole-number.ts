import { SyncError } from "../core/errors.ts";

/** The value of an option that counts something; throws `usage` where it is no whole number from `least` up. */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new SyncError("usage", `${option} expects a whole number from ${least} up, not "${text}"`, {
    hint: `for example: ${option} ${Math.max(least, 3)}`,
  });
}
