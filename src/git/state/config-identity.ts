import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Changes whenever a config file that git reads for this checkout does (git-config(1), FILES), so that an
 * answer of git's config need not be asked for again. Files that those include are not looked at.
 */
export function configIdentity(
  checkout: { gitDir: string; commonDir: string },
  env: NodeJS.ProcessEnv,
): string {
  const home = env["HOME"] || homedir();
  const xdg = env["XDG_CONFIG_HOME"] || join(home, ".config");
  const own = env["GIT_CONFIG_GLOBAL"];
  return [
    env["GIT_CONFIG_SYSTEM"] ?? "/etc/gitconfig",
    ...(own === undefined ? [join(xdg, "git", "config"), join(home, ".gitconfig")] : [own]),
    join(checkout.commonDir, "config"),
    join(checkout.gitDir, "config.worktree"),
  ]
    .map((path) => `${path}=${identity(path)}`)
    .join("\n");
}

function identity(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(":") : "-";
}
