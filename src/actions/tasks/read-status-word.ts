import { SyncError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import { readStatus, statuses, type Status } from "../../core/tasks/task.ts";

/** The status that a person's word means. Throws `usage` where it means none. */
export function readStatusWord(word: string): Status {
  const status = readStatus(word);
  if (status !== null) return status;
  const near = nearest(word, statuses);
  throw new SyncError("usage", `"${word}" is no status`, {
    hint: near ? `did you mean ${near}?` : `write one of: ${statuses.join(", ")}`,
  });
}
