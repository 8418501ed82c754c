const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A time in words, seen from `now`: `just now`, `40 s ago`, `3 min ago`, `2 h ago`, `5 days ago`, `in 12 min`; `never` for null. */
export function age(at: string | null, now: Date): string {
  if (at === null) return "never";
  const ms = now.getTime() - Date.parse(at);
  if (Math.abs(ms) < 5 * secondMs) return "just now";
  const words = span(Math.abs(ms));
  return ms > 0 ? `${words} ago` : `in ${words}`;
}

/** The largest unit that fits, rounded down: `40 s`, `3 min`, `2 h`, `1 day`, `5 days`. */
function span(ms: number): string {
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < dayMs) return `${Math.floor(ms / hourMs)} h`;
  const days = Math.floor(ms / dayMs);
  return days === 1 ? "1 day" : `${days} days`;
}

/** How long something took: `8 ms`, `1.4 s`, `12 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (Math.round(ms) < secondMs) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / secondMs).toFixed(1)} s`;
  const seconds = Math.round(ms / secondMs);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
