import type { Freshness } from "./freshness.ts";
import type { Outcome } from "./outcome.ts";

/** What a person is told of without asking. */
export const noticeKinds = ["conflict", "auth", "stale"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What a person was last told of a checkout, and what holds now; `at` is when it was told, RFC 3339 UTC. */
export type Notice = { state: NoticeKind | null; told: NoticeKind | null; at: string | null };

export const noNotice: Notice = { state: null, told: null, at: null };

/** What a checkout's last run and age give reason to tell; null where nobody need be disturbed. */
export function noticeOf(outcome: Outcome, freshness: Freshness): NoticeKind | null {
  if (outcome === "conflict" || outcome === "diverged") return "conflict";
  if (outcome === "auth") return "auth";
  return freshness === "stale" ? "stale" : null;
}

const quietMs = 6 * 3_600_000;

/**
 * The notice after another run, and whether it is worth telling: once for each change into a state, and the same
 * word not again within six hours, so that what comes and goes makes no flood.
 */
export function nextNotice(
  before: Notice,
  now: NoticeKind | null,
  at: Date,
): { notice: Notice; tell: boolean } {
  if (now === before.state) return { notice: before, tell: false };
  const repeats =
    now === before.told && before.at !== null && at.getTime() - Date.parse(before.at) < quietMs;
  const tell = now !== null && !repeats;
  const told = tell ? { told: now, at: at.toISOString() } : { told: before.told, at: before.at };
  return { notice: { state: now, ...told }, tell };
}

/** One notice for all of them: a title and a line each. */
export function noticeText(told: readonly { slug: string; kind: NoticeKind }[]): {
  title: string;
  body: string;
} {
  const [only, ...more] = told;
  if (only && more.length === 0)
    return { title: `${only.slug}: ${words[only.kind]}`, body: `sync-hooks status ${only.slug}` };
  const lines = told.slice(0, shownLines).map(({ slug, kind }) => `${slug}: ${words[kind]}`);
  const left = told.length - lines.length;
  return {
    title: `${told.length} checkouts need you`,
    body: [...lines, ...(left > 0 ? [`and ${left} more`] : []), "sync-hooks status"].join("\n"),
  };
}

const shownLines = 5;

const words = {
  conflict: "a conflict waits for you",
  auth: "the remote wants credentials",
  stale: "no sync for more than a day",
} as const satisfies Record<NoticeKind, string>;
