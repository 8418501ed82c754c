import { fileURLToPath } from "node:url";
import type { Home } from "./home.ts";
import { ownStarter } from "./small-processes.ts";

export const cliFile = fileURLToPath(new URL("../../dist/bin/sync-hooks.js", import.meta.url));

export type CliResult = { status: number | null; stdout: string; stderr: string };

type Options = { cwd?: string; env?: NodeJS.ProcessEnv; input?: string };

/** Runs the built command line as a user of this home would, without a terminal. */
export async function syncHooks(
  home: Home,
  args: string[],
  options: Options = {},
): Promise<CliResult> {
  const { status, stdout, stderr } = await ownStarter().run(process.execPath, [cliFile, ...args], {
    cwd: options.cwd ?? home.path,
    env: { ...home.env, ...options.env },
    timeoutMs: Number.POSITIVE_INFINITY,
    ...(options.input !== undefined && { input: options.input }),
  });
  return { status, stdout, stderr };
}
