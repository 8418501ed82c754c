import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { gitFacts, type ConfigEntry, type GitFacts } from "../../core/publish/git-facts.ts";
import { runGit, type Git } from "../git.ts";

/** The facts, and every file whose change could change them (also files that do not exist yet). */
export type ReadFacts = { facts: GitFacts; files: string[] };

/** Asks git for its whole configuration as it holds in this checkout, includes followed: one process. */
export async function readGitFacts(git: Git): Promise<ReadFacts> {
  const listed = await runGit(git, ["config", "--list", "-z", "--show-origin"]);
  const entries = parseEntries(listed, git.path);
  const included = entries
    .filter(({ key }) => /^include(if\..*)?\.path$/s.test(key))
    .map(({ value, origin }) => resolve(dirname(origin ?? git.path), expandHome(value, git.env)));
  const files = [
    ...standardFiles(git),
    ...entries.flatMap(({ origin }) => origin ?? []),
    ...included,
    // What `includeIf "onbranch:…"` brings in depends on HEAD.
    ...(entries.some(({ key }) => key.startsWith("includeif.onbranch")) ? [headFile(git)] : []),
  ];
  return { facts: gitFacts(entries), files: [...new Set(files)] };
}

type Entry = ConfigEntry & { origin: string | null };

/** Each entry is `file:PATH`, NUL, `key`, newline, `value`, NUL; a key without a value has no newline. */
function parseEntries(listed: string, cwd: string): Entry[] {
  const fields = listed.split("\0");
  const entries: Entry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const from = fields[at] ?? "";
    const text = fields[at + 1] ?? "";
    const end = text.indexOf("\n");
    entries.push({
      key: end === -1 ? text : text.slice(0, end),
      value: end === -1 ? "true" : text.slice(end + 1),
      origin: from.startsWith("file:") ? resolve(cwd, from.slice(5)) : null,
    });
  }
  return entries;
}

function standardFiles(git: Git): string[] {
  const { env } = git;
  const home = env["HOME"] || homedir();
  const own = env["GIT_CONFIG_GLOBAL"];
  return [
    join(git.commonDir, "config"),
    join(git.gitDir, "config.worktree"),
    ...(own
      ? [own]
      : [
          join(home, ".gitconfig"),
          join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "git/config"),
        ]),
    env["GIT_CONFIG_SYSTEM"] || "/etc/gitconfig",
  ];
}

const headFile = (git: Git) => join(git.gitDir, "HEAD");

function expandHome(path: string, env: NodeJS.ProcessEnv): string {
  return path.startsWith("~/") ? join(env["HOME"] || homedir(), path.slice(2)) : path;
}
