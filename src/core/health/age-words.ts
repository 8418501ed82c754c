const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** How long ago a time was, in the largest unit that tells it: `12 min ago`. A time to come counts as now. */
export function ageWords(at: string, now: Date): string {
  const ms = Math.max(0, now.getTime() - Date.parse(at));
  if (ms < 5_000) return "just now";
  if (ms < minute) return `${Math.floor(ms / 1000)} s ago`;
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`;
  if (ms < day) return `${Math.floor(ms / hour)} h ago`;
  const days = Math.floor(ms / day);
  return days < 60 ? `${days} d ago` : `${Math.floor(days / 30)} months ago`;
}
