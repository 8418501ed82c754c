/** The mark that tells a checkout's own hook block to stand back: the absolute git directory being worked on. */
const workingOnMark = "SYNC_HOOKS_WORKING_ON";

/** The GIT_* variables by which a user says how to reach a remote or where their config lies. */
const ownSettings = new Set([
  "GIT_ALLOW_PROTOCOL",
  "GIT_ASKPASS",
  "GIT_ATTR_NOSYSTEM",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_CONFIG_SYSTEM",
  "GIT_EXEC_PATH",
  "GIT_PROXY_COMMAND",
  "GIT_PROXY_SSL_CAINFO",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
  "GIT_SSH_VARIANT",
]);

const isOwnSetting = (name: string) => ownSettings.has(name) || /^GIT_(HTTP|SSL)_/.test(name);

/**
 * The environment without anything that git exports to a hook (`git rev-parse --local-env-vars`,
 * GIT_AUTHOR_*, editors, traces) and without the mark: what a user's own command may see.
 */
export function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const clean: NodeJS.ProcessEnv = {};
  // A plain loop: a sweep comes by here twice for every checkout.
  for (const name in env)
    if (name !== workingOnMark && (!name.startsWith("GIT_") || isOwnSetting(name)))
      clean[name] = env[name];
  return clean;
}

/**
 * The environment of every git that sync-hooks starts: clean, never prompting, taking no optional lock,
 * speaking English (git's words are read), and marked with the absolute git directory it works on.
 * The character set stays the user's, since their pre-push hook runs in here too.
 */
export function childEnvironment(env: NodeJS.ProcessEnv, gitDir: string | null): NodeJS.ProcessEnv {
  const child = cleanEnvironment(env);
  if (child["LC_ALL"]) child["LC_CTYPE"] = child["LC_ALL"];
  delete child["LC_ALL"];
  delete child["LANGUAGE"];
  child["LC_MESSAGES"] = "C";
  child["GIT_OPTIONAL_LOCKS"] = "0";
  child["GIT_TERMINAL_PROMPT"] = "0";
  child["GCM_INTERACTIVE"] ??= "never";
  if (!child["GIT_SSH"] && !child["GIT_SSH_COMMAND"])
    child["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes";
  if (gitDir !== null) child[workingOnMark] = gitDir;
  return child;
}
