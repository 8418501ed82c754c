/**
 * Bugs that a test plants, to see that the simulator finds them: the module that each one takes the place of,
 * bundled for that test alone.
 */
export const bugs = {
  "skips-the-base": { spoils: "src/ledger/bases.ts" },
  "last-writer-wins": { spoils: "src/core/tasks/merge.ts" },
  "takes-absence-for-deletion": { spoils: "src/core/tasks/existence.ts" },
  "takes-unreadable-for-empty": { spoils: "src/markdown/read.ts" },
  "drops-the-byte-check": { spoils: "src/system/replace-file.ts" },
  "forgets-the-journal": { spoils: "src/ledger/writes.ts" },
  "moves-the-base-first": { spoils: "src/ledger/writes.ts" },
  "drops-compare-and-set": { spoils: "src/hub/apply.ts" },
  "writes-no-conflict-row": { spoils: "src/hub/conflicts.ts" },
  "guesses-without-a-base": { spoils: "src/core/tasks/merge.ts" },
  "trusts-an-older-hub": { spoils: "src/actions/reconcile/same-hub.ts" },
  "misses-the-latest-change": { spoils: "src/hub/tasks.ts" },
  "normalises-line-endings": { spoils: "src/core/tasks/document.ts" },
  "forgets-a-killed-write": { spoils: "src/actions/reconcile/plan-undo.ts" },
  "puts-anything-back": { spoils: "src/git/state/file-at-head.ts" },
} as const;

export type BugName = keyof typeof bugs;
