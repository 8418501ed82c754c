import type { Config } from "../../config/schema.ts";
import type { Policy } from "../../core/tasks/merge.ts";
import type { Git } from "../../git/git.ts";
import type { Hub } from "../../hub/hub.ts";
import type { BaseScope } from "../../ledger/bases.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import type { KeptFiles } from "./task-file.ts";

/** The moments of a reconcile at which a crash must do no harm; tests stop it there. */
export const moments = [
  "planned",
  "hub-written",
  "write-journaled",
  "file-written",
  "bases-moved",
  "logged",
] as const;
export type Moment = (typeof moments)[number];

/**
 * Which files a reconcile looks at. `fresh`: all, as git lists them now. `remembered`: all, but the list may come
 * from the ledger where nothing has moved since. `touched`: those that git's commits and status name, and those
 * of the workstreams that the hub has changed.
 */
export type Listing = "fresh" | "remembered" | "touched";

/** What all parts of one reconcile share. */
export type Scope = BaseScope & {
  ctx: Context;
  checkout: Checkout;
  git: Git;
  hub: Hub;
  policy: Policy;
  /** Who wins where there is no base: what `hub adopt` has said, else `ask`. */
  lead: Policy;
  tasks: Config["tasks"];
  /** From which the hub's ids are made: the remote key, or the repository's id where it has no remote. */
  idRoot: string;
  /** Machine and path, as conflict rows name the checkout. */
  place: string;
  /** `place` and branch, as a task's row names who holds it in a file. */
  placedBy: string;
  listing: Listing;
  kept: KeptFiles;
  /** The commit that HEAD named before anything was looked at; null: not known, or there is none. */
  head: string | null;
  /** The commit that HEAD named when the branch was looked at last; null: nobody has looked. */
  headSeen: string | null;
  /** The hub's change number up to which the last run had seen everything; null: there was none. */
  changeSeen: number | null;
  /** The id of the hub's last restore; null: it had none. */
  restore: string | null;
  /** When it began, in ms since 1970: a file that changed later, or just before, may change again unseen. */
  startedMs: number;
  at: (moment: Moment) => void;
};
