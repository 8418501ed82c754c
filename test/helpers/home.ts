import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { endProcesses } from "./home-processes.ts";

/** A home of its own for one test: HOME, XDG folders, git config and schedulers all lie below `path`. */
export type Home = { path: string; env: NodeJS.ProcessEnv };

/**
 * Makes a hermetic home that is removed when the test ends, once its processes have ended. Nothing of the developer's environment but PATH
 * comes along; every scheduler points at a command that fails, unless a test swaps in its own.
 */
export function makeHome(): Home {
  const { home, remove } = openHome();
  onTestFinished(remove);
  return home;
}

/** What a home's git is told at first. */
export const gitSettings =
  "[user]\n\tname = Test\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n";

/** The same for a program that is no test and removes it itself. */
export function openHome(): { home: Home; remove: () => Promise<void> } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "sync-hooks-test-")));
  const gitConfig = join(path, ".gitconfig");
  writeFileSync(gitConfig, gitSettings);
  const remove = async () => {
    await endProcesses(path);
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  return { home: { path, env: hermeticEnvironment(path, gitConfig) }, remove };
}

function hermeticEnvironment(home: string, gitConfig: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: home,
    TMPDIR: tmpdir(),
    LANG: "C.UTF-8",
    TZ: "UTC",
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_DATA_HOME: join(home, ".local", "share"),
    XDG_STATE_HOME: join(home, ".local", "state"),
    XDG_RUNTIME_DIR: join(home, ".run"),
    GIT_CONFIG_GLOBAL: gitConfig,
    GIT_CONFIG_NOSYSTEM: "1",
    SYNC_HOOKS_TEST_SCHEDULERS: "none",
    NO_COLOR: "1",
  };
}

/** Writes a file below `folder`, making what folders it needs; gives back its absolute path. */
export function writeFile(
  folder: string,
  name: string,
  text: string | Uint8Array,
  mode = 0o644,
): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
  return path;
}
