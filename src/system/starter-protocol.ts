import type { RunOptions, RunResult } from "./run.ts";

/** What the starter is asked to run. */
export type StarterRequest = {
  id: number;
  command: string;
  args: readonly string[];
  cwd: string;
  /** What differs from the environment that the starter itself has; null: is not there. */
  env: Record<string, string | null>;
  /** JSON knows no Infinity: null waits for ever. */
  timeoutMs: number | null;
  encoding: NonNullable<RunOptions["encoding"]>;
};

/** How a command ended, or why it could not be started. */
export type StarterReply =
  | { id: number; result: RunResult }
  | { id: number; code: string | null; message: string };

/** The changes that make `wanted` of `base`. */
export function environmentChanges(
  base: NodeJS.ProcessEnv,
  wanted: NodeJS.ProcessEnv,
): StarterRequest["env"] {
  const changes: StarterRequest["env"] = {};
  for (const name in wanted) if (wanted[name] !== base[name]) changes[name] = wanted[name] ?? null;
  for (const name in base) if (wanted[name] === undefined) changes[name] = null;
  return changes;
}

export function changedEnvironment(
  base: NodeJS.ProcessEnv,
  changes: StarterRequest["env"],
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...base };
  for (const [name, value] of Object.entries(changes))
    if (value === null) delete env[name];
    else env[name] = value;
  return env;
}
