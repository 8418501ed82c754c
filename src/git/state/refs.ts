/** What HEAD names: a branch (that may have no commit yet) or a commit. */
export type Head = { branch: string } | { detachedAt: string };

/** Reads refs by their full names. */
export type Refs = {
  head: () => Promise<Head>;
  /** The commit that the ref holds, or null where there is no such ref. */
  read: (ref: string) => Promise<string | null>;
  /** Every commit that the ref's reflog names, as long as it is kept; empty where there is none. */
  reflog: (ref: string) => Promise<Set<string>>;
};
