import type { Context } from "../actions/context.ts";
import type { Place } from "./guard/hosts.ts";
import type { LaunchCodes } from "./guard/launch-codes.ts";

/** What the routes share for as long as the server runs. */
export type Door = {
  ctx: Context;
  place: Place;
  url: string;
  /** Null where none is needed to read, which is so on loopback alone; writes need it always. */
  token: string;
  reading: "open" | "by-token";
  launchCodes: LaunchCodes;
  startedAt: Date;
};
