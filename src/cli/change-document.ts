import type { HookChange } from "../actions/install/hook-changes.ts";

/** A hook's change as `--json` shows it. */
export function changeDocument({ event, path, action, diff }: HookChange) {
  return { event, path, action, diff: diff === "" ? null : diff };
}
