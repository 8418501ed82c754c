import { isAtLeast, parseGitVersion } from "../../core/hooks/git-version.ts";
import { childEnvironment } from "../../git/environment.ts";
import { run } from "../../system/run.ts";
import type { Context } from "../context.ts";
import { renderRunner, writeRunner } from "../install/runner-file.ts";
import { isExecutable, readRunner, rememberedNode } from "../install/runner-state.ts";
import { fail, ok, warn, type Finding } from "./check.ts";

/** The node that runs this is new enough; an older one is refused before any check. */
export function checkNode(): Finding {
  return ok(`${process.versions.node} at ${process.execPath}`);
}

const oldestGit = [2, 30] as const;
/** `git hook run`, by which the hooks are probed. */
const probingGit = [2, 36] as const;

export async function checkGit(ctx: Context): Promise<Finding> {
  const update = "install git 2.36 or later, first on PATH";
  try {
    const options = { cwd: "/", env: childEnvironment(ctx.env, null), timeoutMs: 30_000 };
    const { stdout } = await run("git", ["version"], options);
    const version = parseGitVersion(stdout);
    const words = stdout.trim();
    if (version === null) return fail(`git does not tell its version: ${words}`, update);
    if (!isAtLeast(version, oldestGit)) return fail(`${words} is too old`, update);
    if (!isAtLeast(version, probingGit)) return warn(`${words} cannot probe hooks`, update);
    return ok(words);
  } catch (error) {
    return fail(`git cannot be started: ${(error as Error).message}`, update);
  }
}

/** The shared runner stands, can be executed, and is the one that this version would write. */
export function checkRunner(ctx: Context): Finding {
  const file = ctx.directories.runnerFile;
  const rewrite = async () => {
    writeRunner(ctx);
    return `wrote ${file}`;
  };
  const mend = "sync-hooks install --all";
  const text = readRunner(ctx);
  if (text === null) return warn(`there is no ${file}: no hook starts anything`, mend, rewrite);
  if (!isExecutable(file)) return fail(`${file} cannot be executed`, `chmod +x '${file}'`, rewrite);
  if (program(text) !== program(renderRunner(ctx)))
    return warn(`${file} is of another version or installation`, mend, rewrite);
  return ok(file);
}

/** The node that the runner remembers is still there, since hooks and timer have no other way to find one. */
export function checkRunnerNode(ctx: Context): Finding {
  const text = readRunner(ctx);
  const node = text === null ? null : rememberedNode(text);
  if (node === null) return ok("no runner yet");
  if (isExecutable(node)) return ok(node);
  return fail(`${node}, which the hooks start, is gone`, "sync-hooks install --all", async () => {
    writeRunner(ctx);
    return `the hooks now start ${process.execPath}`;
  });
}

/** What the runner does and which files it starts, apart from the node and the environment it remembers. */
function program(text: string): string {
  const dist = /^dist=.*$/m.exec(text)?.[0] ?? "";
  const node = rememberedNode(text);
  const body = text.slice(text.indexOf("\nexport PATH"));
  return `${dist}\n${node === null ? body : body.replaceAll(node, "NODE")}`;
}
