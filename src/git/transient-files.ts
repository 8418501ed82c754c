import { join } from "node:path";

/** The files that sync-hooks keeps in a checkout's own git directory. */
export type TransientFiles = {
  folder: string;
  /** Made by the hook: somebody wants a sync. */
  request: string;
  /** The request that a worker has taken; removed only after a final outcome. */
  running: string;
  /** Held by the checkout's one worker. */
  lock: string;
  /** The last run's outcome, start, duration and error, written atomically after every run. */
  lastRun: string;
  /** Stands while remote commits are brought in: how far that is, for whoever comes after a killed worker. */
  journal: string;
  /** The index that is to replace the checkout's own at the end of that. */
  nextIndex: string;
  /** The private index in which a commit of task files is put together. */
  commitIndex: string;
};

export function transientFiles(gitDir: string): TransientFiles {
  const folder = join(gitDir, "sync-hooks");
  return {
    folder,
    request: join(folder, "request"),
    running: join(folder, "request.running"),
    lock: join(folder, "lock"),
    lastRun: join(folder, "last-run.json"),
    journal: join(folder, "integration.json"),
    nextIndex: join(folder, "index.next"),
    commitIndex: join(folder, "index.commit"),
  };
}

/** The lock that network steps hold, so that two worktrees of one repository never fetch at once. */
export function networkLockFile(commonDir: string): string {
  return join(commonDir, "sync-hooks", "lock-network");
}
