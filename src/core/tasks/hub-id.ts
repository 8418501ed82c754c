/**
 * What hub ids are made of; hub/uuid5.ts hashes the parts. They depend on nothing but names that every
 * clone shares, so that all clones inject the same ids before they have met.
 */
export const taskIdParts = (remoteKey: string, workstream: string, key: string) =>
  [...taskFamilyParts(remoteKey, workstream), key] as const;

/** What the ids of a workstream's tasks share; a task's own key comes last. */
export const taskFamilyParts = (remoteKey: string, workstream: string) =>
  ["task", remoteKey, workstream] as const;

export const workstreamIdParts = (remoteKey: string, workstream: string) =>
  ["workstream", remoteKey, workstream] as const;

/** Of the removed row that stays behind where a task has moved away: it names the task that was there. */
export const leftBehindIdParts = (
  remoteKey: string,
  workstream: string,
  key: string,
  moved: string,
) => ["left-behind", remoteKey, workstream, key, moved] as const;
