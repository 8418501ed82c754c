import { execFileSync, spawnSync } from "node:child_process";
import { cliFile, type CliResult } from "./cli.ts";
import type { Home } from "./home.ts";

const nobody = "65534";

/** Runs the built command line as a user without rights, who owns this home. */
export const syncHooksAsNobody = (home: Home, args: string[]): CliResult =>
  nodeAsNobody(home, home.path, [cliFile, ...args]);

/**
 * Runs node in a folder as a user without rights who owns this home: root, as whom tests may run,
 * is stopped by no permission. Who is not root is such a user already.
 */
export function nodeAsNobody(home: Home, cwd: string, args: string[]): CliResult {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) execFileSync("chown", ["-R", `${nobody}:${nobody}`, home.path]);
  const user = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  const command = [...(isRoot ? ["setpriv", ...user] : []), process.execPath, ...args];
  const [program = "", ...rest] = command;
  const { status, stdout, stderr } = spawnSync(program, rest, {
    cwd,
    env: home.env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
