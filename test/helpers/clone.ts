import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This project's own folder. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * How this machine reaches the npm registry: proxies, certificates, a mirror. npm looks for its machine-wide
 * settings below `--prefix`, so a test that gives one has to say where they really are.
 */
export function registryAccess(): NodeJS.ProcessEnv {
  const own =
    /^(https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_(file|dir)|npm_config_registry)$/i;
  const settings = execFileSync("npm", ["config", "get", "globalconfig"], { encoding: "utf8" });
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => own.test(name))),
    npm_config_globalconfig: settings.trim(),
  };
}

/** Copies this project as a clone of its next commit would hold it: no ignored file, nothing installed. */
export function copyProject(to: string): void {
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", listing, { cwd: projectRoot, encoding: "utf8" });
  for (const name of listed.split("\0").filter((file) => file !== "")) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    cpSync(join(projectRoot, name), join(to, name), { force: true });
  }
}
