/**
 * The columns of a task of which the hub counts the changes and keeps the words that are gone, and that in which each count
 * stands. Triggers are built on what stands here (step 008): a change needs a migration.
 */
export const countedFields = {
  title: "title_rev",
  status: "status_rev",
  priority: "priority_rev",
  needs_human: "needs_human_rev",
} as const;

/** Counts how often a task was removed or had back. */
export const removedRev = "removed_rev";

export const revColumns = [...Object.values(countedFields), removedRev] as const;

/** The words of so many changes of a field are kept. */
export const keptChanges = 100;
