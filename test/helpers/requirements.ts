import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * For `test.skipIf(requires("sshd", "openssh-server"))`: true where the program is missing, after a word about
 * the Debian package that brings it. With SYNC_HOOKS_REQUIRE_ALL=1, as in CI, a missing program fails instead.
 * `places` are folders to look in besides PATH.
 */
export function requires(
  program: string,
  debianPackage: string,
  places: readonly string[] = [],
): boolean {
  const folders = [
    ...places,
    ...(process.env["PATH"] ?? "").split(delimiter),
    "/usr/sbin",
    "/sbin",
  ];
  return isMissing(
    folders.some((folder) => isExecutable(join(folder, program))),
    `${program} is not on this machine: apt-get install ${debianPackage}`,
  );
}

/** True where this process is not root, whom some tests need to make a world of their own. */
export function requiresRoot(what: string): boolean {
  return isMissing(process.getuid?.() === 0, `only root can ${what}`);
}

function isMissing(isThere: boolean, message: string): boolean {
  if (isThere) return false;
  if (process.env["SYNC_HOOKS_REQUIRE_ALL"] === "1") throw new Error(message);
  process.stderr.write(`skipped: ${message}\n`);
  return true;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
