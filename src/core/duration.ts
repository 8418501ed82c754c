const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `1500ms`, `30s`, `15m`, `2h`, `1d`, or a bare number of seconds, read into milliseconds; null where it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text.trim());
  if (!match) return null;
  return Math.round(Number(match[1]) * unitMs[(match[2] ?? "s") as keyof typeof unitMs]);
}

/** Milliseconds in the largest unit that shows them whole: what `parseDuration` reads back. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  const units = Object.entries(unitMs).toReversed();
  const [unit, size] = units.find(([, length]) => ms % length === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}
