import { homedir, userInfo } from "node:os";
import type { Machine } from "../schedule/machine.ts";
import type { Context } from "./context.ts";

/** This machine and its user, as the schedulers see them. */
export function machineOf(ctx: Context): Machine {
  const { env, directories, clock } = ctx;
  const { username, uid } = userInfo();
  const domain = process.platform === "win32" ? env["USERDOMAIN"] : undefined;
  return {
    env,
    directories,
    platform: process.platform,
    user: {
      name: domain ? `${domain}\\${username}` : username,
      id: uid,
      home: env["HOME"] || homedir(),
    },
    now: clock.now,
  };
}
