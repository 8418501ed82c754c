/** Everything that `check` can report. A code is documented in docs/tasks.md and never reused. */
export const findingCodes = {
  "C-01": "workplan without id",
  "C-02": "duplicate workplan id",
  "C-03": "duplicate task id",
  "C-04": "task without hub id",
  "C-05": "hub id unknown to the hub",
  "C-06": "null-like hub id",
  "C-07": "status differs",
  "C-08": "unknown status word",
  "C-09": "title differs",
  "C-10": "task gone from markdown",
  "C-11": "file gone",
  "C-12": "unparsable YAML",
  "C-13": "conflict markers",
  "C-14": "all tasks done but workplan open",
  "C-15": "workplan done but tasks open",
  "C-16": "two files claim one workstream",
  "C-17": "task without id",
  "C-18": "not valid UTF-8",
  "C-19": "link that leads outside the repository",
  "C-20": "file that cannot be read",
  "C-21": "hub value that the file cannot hold",
  "C-22": "removed in the hub, still in the file",
  "C-23": "task in the hub alone",
  "C-24": "unusable task id",
  "C-25": "priority or needs_human differs",
} as const;

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
