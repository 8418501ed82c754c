import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { toSyncError } from "../../core/errors.ts";
import { cleanEnvironment } from "../../git/environment.ts";
import type { Context } from "../context.ts";
import { runCommand } from "../steps/run-command.ts";
import type { Told } from "./notify.ts";

type Text = { title: string; body: string };

const timeoutMs = 30_000;

/** Shows the notice on the desktop and hands it to the user's command, as the config asks; a failure is logged. */
export async function deliver(ctx: Context, told: readonly Told[], text: Text): Promise<void> {
  const { notify } = await ctx.config(null);
  const home = ctx.env["HOME"] || homedir();
  if (notify.desktop) await showOnDesktop(ctx, home, text);
  if (notify.command === undefined) return;
  const step = {
    name: "notify",
    run: notify.command,
    on: [],
    timeout: timeoutMs,
    workdir: ".",
    scope: "machine" as const,
  };
  const env = {
    ...cleanEnvironment(ctx.env),
    SYNC_HOOKS_NOTICE: [...new Set(told.map(({ kind }) => kind))].join(" "),
    SYNC_HOOKS_SLUGS: told.map(({ slug }) => slug).join(" "),
    SYNC_HOOKS_TITLE: text.title,
    SYNC_HOOKS_BODY: text.body,
  };
  const { outcome, detail } = await runCommand(home, step, env);
  if (outcome !== "synced") ctx.log.write("WARN", "notify", detail ?? outcome);
}

/** The words go as arguments, never as part of a script: a slug may hold any letters. */
const desktops: Partial<Record<NodeJS.Platform, (text: Text) => [string, ...string[]]>> = {
  linux: ({ title, body }) => ["notify-send", "--app-name=sync-hooks", "--", title, body],
  darwin: ({ title, body }) => [
    "osascript",
    "-e",
    "on run argv",
    "-e",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "-e",
    "end run",
    title,
    body,
  ],
};

async function showOnDesktop(ctx: Context, cwd: string, text: Text): Promise<void> {
  const warn = (why: string) => ctx.log.write("WARN", "notify", `no desktop notification: ${why}`);
  const command = desktops[process.platform]?.(text);
  if (!command) return warn(`none is known for ${process.platform}; set notify.command`);
  const [program, ...args] = command;
  const env = withBus(cleanEnvironment(ctx.env));
  try {
    const { status, stderr } = await ctx.run(program, args, { cwd, env, timeoutMs });
    if (status !== 0) warn(stderr.trim() || `${program} ended with ${status}`);
  } catch (thrown) {
    warn(`${program}: ${toSyncError(thrown).message}`);
  }
}

/** cron's environment does not say where the session's bus is; systemd puts it here (systemd pam_systemd(8)). */
function withBus(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const bus = `/run/user/${process.getuid?.()}/bus`;
  if (env["DBUS_SESSION_BUS_ADDRESS"] || !existsSync(bus)) return env;
  return { ...env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}` };
}
