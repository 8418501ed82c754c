/** A note needs nobody: everything syncs that can. A problem holds something back until it is mended. */
export type Severity = "note" | "problem";

/** Everything that `check` can report. A code is documented in docs/tasks.md and never reused. */
export const findingCodes = {
  "C-01": { title: "workplan without id", severity: "problem" },
  "C-02": { title: "duplicate workplan id", severity: "problem" },
  "C-03": { title: "duplicate task id", severity: "problem" },
  "C-04": { title: "task without hub id", severity: "note" },
  "C-05": { title: "hub id unknown to the hub", severity: "problem" },
  "C-06": { title: "null-like hub id", severity: "note" },
  "C-07": { title: "status differs", severity: "problem" },
  "C-08": { title: "word that nobody knows, or no database holds", severity: "problem" },
  "C-09": { title: "title differs", severity: "problem" },
  "C-10": { title: "task gone from markdown", severity: "note" },
  "C-11": { title: "file gone", severity: "problem" },
  "C-12": { title: "unparsable YAML", severity: "problem" },
  "C-13": { title: "conflict markers", severity: "problem" },
  "C-14": { title: "all tasks done but workplan open", severity: "problem" },
  "C-15": { title: "workplan done but tasks open", severity: "problem" },
  "C-16": { title: "two files claim one workstream", severity: "problem" },
  "C-17": { title: "task without id", severity: "note" },
  "C-18": { title: "not valid UTF-8", severity: "problem" },
  "C-19": { title: "link that leads outside the repository", severity: "problem" },
  "C-20": { title: "file that cannot be read", severity: "problem" },
  "C-21": { title: "hub value that the file cannot hold", severity: "problem" },
  "C-22": { title: "removed in the hub, still in the file", severity: "problem" },
  "C-23": { title: "task in the hub alone", severity: "note" },
  "C-24": { title: "unusable id", severity: "problem" },
  "C-25": { title: "priority or needs_human differs", severity: "problem" },
  "C-26": { title: "box that only OpenSpec counts", severity: "note" },
  "C-27": { title: "hub id of another task", severity: "problem" },
  "C-28": { title: "workplan gone from its file", severity: "problem" },
} as const satisfies Record<string, { title: string; severity: Severity }>;

export type FindingCode = keyof typeof findingCodes;

/** One thing to mend: where it is, what is wrong there, and the edit or command that mends it. */
export type Finding = {
  code: FindingCode;
  /** Relative to the checkout's top, with `/`. */
  file: string;
  /** From 1; null where the whole file is meant. */
  line: number | null;
  message: string;
  mend: string;
};
