import type { Context } from "../actions/context.ts";
import type { RepoBoard } from "../actions/repos/repo-board.ts";
import type { Feed } from "./events/feed.ts";
import type { Place } from "./guard/hosts.ts";
import type { LaunchCodes } from "./guard/launch-codes.ts";
import type { Tally } from "./metrics/tally.ts";

/** What the routes share for as long as the server runs. */
export type Door = {
  ctx: Context;
  place: Place;
  url: string;
  /** What every write needs. */
  token: string;
  /** `by-token`: reads need it too, since more than this machine can come in. */
  reading: "open" | "by-token";
  launchCodes: LaunchCodes;
  board: RepoBoard;
  feed: Feed;
  /** Another text as soon as anybody has written to the hub or to this machine's ledger. */
  pulse: () => Promise<string>;
  tally: Tally;
  startedAt: Date;
  /** Aborted when the server is to end. */
  stopped: AbortSignal;
  /** What starts the command line, for work that is not this process's. */
  program: readonly [command: string, ...args: string[]];
};
