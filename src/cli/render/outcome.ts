import type { Freshness } from "../../core/freshness.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Cell } from "./table.ts";
import type { Tone } from "./paint.ts";

type Look = { icon: string; word: string; tone: Tone };

const outcomeLooks = {
  "nothing-to-do": { icon: "✔", word: "up to date", tone: "good" },
  synced: { icon: "✔", word: "synced", tone: "good" },
  queued: { icon: "…", word: "queued", tone: "quiet" },
  skipped: { icon: "○", word: "skipped", tone: "quiet" },
  deferred: { icon: "…", word: "deferred", tone: "warn" },
  offline: { icon: "⚠", word: "offline", tone: "warn" },
  conflict: { icon: "✖", word: "conflict", tone: "bad" },
  diverged: { icon: "✖", word: "diverged", tone: "bad" },
  rejected: { icon: "✖", word: "rejected", tone: "bad" },
  auth: { icon: "✖", word: "no access", tone: "bad" },
  failed: { icon: "✖", word: "failed", tone: "bad" },
} as const satisfies Record<Outcome, Look>;

/** An outcome as icon and word, in its colour. */
export function outcomeCell(outcome: Outcome): Cell {
  return cell(outcomeLooks[outcome]);
}

const freshnessLooks = {
  fresh: { icon: "●", tone: "good" },
  aging: { icon: "◐", tone: "warn" },
  stale: { icon: "◌", tone: "bad" },
  never: { icon: "○", tone: "quiet" },
} as const satisfies Record<Freshness, Omit<Look, "word">>;

/** How old the last sync is: an icon for its freshness, and its age in words. */
export function freshnessCell(freshness: Freshness, age: string): Cell {
  return cell({ ...freshnessLooks[freshness], word: age });
}

const cell = ({ icon, word, tone }: Look): Cell => ({ text: `${icon} ${word}`, tone });
