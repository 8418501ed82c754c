import * as real from "../../../src/hub/tasks.ts";

export * from "../../../src/hub/tasks.ts";

/** Off by one: the newest change counts as seen. */
export const changedWorkstreams: typeof real.changedWorkstreams = (db, repoId, since) =>
  real.changedWorkstreams(db, repoId, since + 1);
