import type { ForgeRow } from "../../hub/schema.ts";

const freshMs = 3_600_000;

/** Whether a forge's list is over an hour old, or the last try to read it failed. */
export function isListOld(kept: readonly ForgeRow[], name: string, now: Date): boolean {
  const forge = kept.find((row) => row.name === name);
  const listedAt = forge?.problem_code === null ? forge.listed_at : null;
  return isPast(listedAt, now);
}

/** Whether it is over an hour since a forge was asked, whatever it answered: a sweep asks no more often. */
export function isTryOld(kept: readonly ForgeRow[], name: string, now: Date): boolean {
  return isPast(kept.find((row) => row.name === name)?.tried_at ?? null, now);
}

const isPast = (at: string | null, now: Date) =>
  at === null || Math.abs(now.getTime() - Date.parse(at)) > freshMs;
