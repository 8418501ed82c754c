import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { run } from "../../system/run.ts";
import { childEnvironment } from "../environment.ts";

/** The folder that git runs a checkout's hooks from. `path` is absolute and may not exist yet. */
export type HookDirectory = {
  path: string;
  /** `repository`: ours to write. `tracked`: its files are part of what the repository shares. */
  ownership: "repository" | "tracked" | "outside";
  /** Whether it is part of a working tree, where `git status` would show what is written. */
  place: "git directory" | "working tree" | "elsewhere";
  /** The `core.hooksPath` that holds here, with the scope it comes from. */
  configured: { scope: string; value: string } | null;
};

type Place = { path: string; commonDir: string };

/**
 * Asks git where it runs this checkout's hooks from. Throws `config` where `core.hooksPath` is empty or
 * no folder, so that git runs none at all.
 */
export async function findHookDirectory(
  checkout: Place,
  env: NodeJS.ProcessEnv,
): Promise<HookDirectory> {
  const ask = asker(checkout.path, env);
  const [path, configured] = await Promise.all([
    ask(["rev-parse", "--git-path", "hooks"]),
    ask(["config", "-z", "--show-scope", "--get", "core.hooksPath"]),
  ]);
  if (path === null)
    throw new SyncError("git", `git cannot say where the hooks of ${checkout.path} lie`, {
      hint: `see what it says: git -C '${checkout.path}' rev-parse --git-path hooks`,
    });
  const setting = configured === null ? null : parseSetting(configured);
  const absolute = resolve(checkout.path, path.replace(/\n$/, ""));
  refuseHooksOff(checkout, absolute, setting);
  return { path: absolute, ...(await standing(checkout, absolute, ask)), configured: setting };
}

type Ask = (args: string[]) => Promise<string | null>;

/** Asks git; null where it has no answer. */
function asker(cwd: string, env: NodeJS.ProcessEnv): Ask {
  return async (args) => {
    const options = { cwd, env: childEnvironment(env, null), timeoutMs: 30_000 };
    const result = await run("git", args, options);
    return result.status === 0 ? result.stdout : null;
  };
}

/** `scope NUL value NUL`, as `git config -z --show-scope` prints it. */
function parseSetting(text: string): HookDirectory["configured"] {
  const [scope = "", value = ""] = text.split("\0");
  return { scope, value };
}

function refuseHooksOff(checkout: Place, path: string, setting: HookDirectory["configured"]): void {
  if (setting === null) return;
  const folder = statSync(path, { throwIfNoEntry: false });
  if (setting.value !== "" && (!folder || folder.isDirectory())) return;
  const what = setting.value === "" ? "is empty" : `is ${setting.value}, which is no folder`;
  const scope = setting.scope === "command" ? "" : ` --${setting.scope}`;
  throw new SyncError(
    "config",
    `git runs no hooks in ${checkout.path}: core.hooksPath ${what} (${setting.scope} config)`,
    { hint: `run: git -C '${checkout.path}' config${scope} --unset core.hooksPath` },
  );
}

async function standing(
  checkout: Place,
  path: string,
  ask: Ask,
): Promise<Pick<HookDirectory, "ownership" | "place">> {
  const real = realPath(path);
  if (isWithin(realPath(checkout.commonDir), real))
    return { ownership: "repository", place: "git directory" };
  const tree = await workingTreeAround(checkout, real, ask);
  if (tree === null) return { ownership: "outside", place: "elsewhere" };
  const inside = relative(tree, real) || ".";
  const tracked = await ask(["-C", tree, "--literal-pathspecs", "ls-files", "-z", "--", inside]);
  return { ownership: tracked === "" ? "repository" : "tracked", place: "working tree" };
}

/** This checkout's top, or that of another working tree of the same repository. */
async function workingTreeAround(checkout: Place, path: string, ask: Ask): Promise<string | null> {
  if (isWithin(checkout.path, path)) return checkout.path;
  const listed = (await ask(["worktree", "list", "--porcelain"])) ?? "";
  const tops = listed.split("\n").flatMap((line) => /^worktree (.+)$/.exec(line)?.[1] ?? []);
  return tops.map(realPath).find((top) => isWithin(top, path)) ?? null;
}

/** The real path of what may not exist yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((code !== "ENOENT" && code !== "ENOTDIR") || path === dirname(path)) throw error;
    return join(realPath(dirname(path)), basename(path));
  }
}

const isWithin = (folder: string, path: string) =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
