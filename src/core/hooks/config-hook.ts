import { syncHooksMarkers } from "./guarded-block.ts";
import type { HookEvent } from "./hook-text.ts";

/** The first git that runs hooks from its config (git-hook(1), CONFIGURATION). */
const configHooksSince = [2, 54] as const;

/** Whether this git runs config-defined hooks; `versionText` is what `git version` prints. */
export function runsConfigHooks(versionText: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(versionText) ?? [];
  if (major === undefined || minor === undefined) return false;
  const [sinceMajor, sinceMinor] = configHooksSince;
  return +major > sinceMajor || (+major === sinceMajor && +minor >= sinceMinor);
}

/** The section of one event's hook: `hook.NAME.command` and `hook.NAME.event`. */
export const configHookName = (event: HookEvent) => `sync-hooks-${event}`;

/**
 * The block as a config-defined hook's command. git runs it with `sh -c` and puts `"$@"` behind it, which
 * the last line takes in; without one, post-rewrite's `rebase` would be run as a command.
 */
export function configHookCommand(block: string): string {
  const lines = block
    .split("\n")
    .filter((line) => line !== syncHooksMarkers.begin && line !== syncHooksMarkers.end)
    .filter((line) => !line.startsWith("#"));
  return [...lines, ":"].join("\n");
}
