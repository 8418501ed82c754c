import { execFileSync, spawnSync } from "node:child_process";
import { cliFile, type CliResult } from "./cli.ts";
import type { Home } from "./home.ts";

const nobody = "65534";

/** Runs the built command line as a user without rights, who owns this home; for tests that run as root. */
export function syncHooksAsNobody(home: Home, args: string[]): CliResult {
  execFileSync("chown", ["-R", `${nobody}:${nobody}`, home.path]);
  const user = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  const { status, stdout, stderr } = spawnSync(
    "setpriv",
    [...user, process.execPath, cliFile, ...args],
    { cwd: home.path, env: home.env, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}
