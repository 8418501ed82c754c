/**
 * What hub ids are made of; hub/uuid5.ts hashes the parts. They depend on nothing but names that every
 * clone shares, so that all clones inject the same ids before they have met.
 */
export const taskIdParts = (remoteKey: string, workstream: string, key: string) =>
  ["task", remoteKey, workstream, key] as const;

export const workstreamIdParts = (remoteKey: string, workstream: string) =>
  ["workstream", remoteKey, workstream] as const;

/** Of the removed row that stays behind where a task has moved away: it names the task that was there. */
export const leftBehindIdParts = (
  remoteKey: string,
  workstream: string,
  key: string,
  moved: string,
) => ["left-behind", remoteKey, workstream, key, moved] as const;
