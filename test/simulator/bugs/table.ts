/**
 * Bugs that a test plants, to see that the simulator finds them: the module that each one takes the place of,
 * bundled for that test alone. `from`: the seed to look from, a little before the first one that finds it. Once that
 * is out of date it costs time, no more.
 */
export const bugs = {
  "skips-the-base": { spoils: "src/ledger/bases.ts", from: 71 },
  "last-writer-wins": { spoils: "src/core/tasks/merge.ts", from: 1 },
  "takes-absence-for-deletion": { spoils: "src/core/tasks/existence.ts", from: 1 },
  "takes-unreadable-for-empty": { spoils: "src/markdown/read.ts", from: 2351 },
  "drops-the-byte-check": { spoils: "src/system/replace-file.ts", from: 6 },
  "forgets-the-journal": { spoils: "src/ledger/writes.ts", from: 1 },
  "moves-the-base-first": { spoils: "src/ledger/writes.ts", from: 1 },
  "drops-compare-and-set": { spoils: "src/hub/apply.ts", from: 1 },
  "writes-no-conflict-row": { spoils: "src/hub/conflicts.ts", from: 1 },
  "guesses-without-a-base": { spoils: "src/core/tasks/merge.ts", from: 1 },
  "trusts-an-older-hub": { spoils: "src/actions/reconcile/same-hub.ts", from: 31 },
  "misses-the-latest-change": { spoils: "src/hub/tasks.ts", from: 101 },
  "normalises-line-endings": { spoils: "src/core/tasks/document.ts", from: 1 },
  "forgets-a-killed-write": { spoils: "src/actions/reconcile/plan-undo.ts", from: 1231 },
  "puts-anything-back": { spoils: "src/actions/reconcile/own-files.ts", from: 41 },
  "takes-any-file-for-heads": { spoils: "src/git/state/file-at-head.ts", from: 871 },
  "knows-no-log": { spoils: "src/git/state/own-commits.ts", from: 6 },
  "takes-old-words-for-news": { spoils: "src/core/tasks/replays.ts", from: 16 },
} as const;

export type BugName = keyof typeof bugs;
