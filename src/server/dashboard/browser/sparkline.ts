import { shownSyncs, type RecentSync } from "../../../core/health/repo-health.ts";
import { el, path, svg } from "./dom.ts";
import { outcomeWords, type Tone } from "./outcome-words.ts";

const [wide, high, gap] = [5, 20, 2];

/** Recent syncs as bars, the newest at the right: the longer a sync took, the higher; its outcome is its colour. */
export function sparkline(syncs: readonly RecentSync[]): HTMLElement {
  if (syncs.length === 0) return el("span", { class: "unseen" }, "no syncs known");
  const lines = new Map<Tone, string>();
  const first = shownSyncs - syncs.length;
  syncs.forEach(({ outcome, duration_ms: duration }, index) => {
    const [, tone] = outcomeWords[outcome];
    const top = high - heightOf(duration, tone);
    const left = (first + index) * (wide + gap);
    lines.set(tone, `${lines.get(tone) ?? ""}M${left} ${high}V${top}h${wide}V${high}z`);
  });
  const paths = [...lines].map(([tone, line]) => path(line, `bar bar-${tone}`));
  const box = `0 0 ${shownSyncs * (wide + gap) - gap} ${high}`;
  return el(
    "span",
    { class: "spark", role: "img", "aria-label": summary(syncs), title: summary(syncs) },
    svg(box, "bars", path(ground, "ground"), ...paths),
  );
}

/** What never ran leaves its place on the ground. */
const ground = `M0 ${high - 1}H${shownSyncs * (wide + gap) - gap}v1H0z`;

/** From 10 ms, or unknown, to a minute, on a logarithmic scale. What failed is never too small to be seen. */
function heightOf(durationMs: number | null, tone: Tone): number {
  const share = durationMs === null ? 0.4 : Math.log10(Math.max(10, durationMs) / 10) / 3.8;
  const least = tone === "bad" ? 0.6 : 0.2;
  return Math.round(high * Math.min(1, Math.max(least, share)));
}

function summary(syncs: readonly RecentSync[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of syncs) {
    const [words] = outcomeWords[outcome];
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const parts = [...counts].map(([words, count]) => `${count} ${words}`);
  return `Last ${syncs.length === 1 ? "sync" : `${syncs.length} syncs`}: ${parts.join(", ")}`;
}
