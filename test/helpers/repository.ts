import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ownShell } from "./small-processes.ts";
import type { Home } from "./home.ts";
import { writeFile } from "./home.ts";
import { copyPushed, copyTemplate } from "./templates.ts";

/** Runs git in a folder of a hermetic home; throws with git's own words where it fails. */
export function git(home: Home, cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = ownShell().run(["git", ...args], { cwd, env: home.env });
  if (status !== 0) throw new Error(`git ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout.trimEnd();
}

/** A bare repository to push to, below the home. */
export function makeRemote(home: Home, name = "remote.git"): string {
  const path = join(home.path, name);
  if (copyTemplate(home, "bare", path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  git(home, home.path, "init", "--quiet", "--bare", path);
  return path;
}

/** A repository with one commit on main; with `remote`, pushed there with its upstream set. */
export function makeRepository(home: Home, name = "work", remote: string | null = null): string {
  const path = join(home.path, name);
  if (remote !== null && copyPushed(home, path, remote)) {
    git(home, path, "update-index", "--refresh");
    return path;
  }
  if (copyTemplate(home, "work", path)) git(home, path, "update-index", "--refresh");
  else {
    mkdirSync(path, { recursive: true });
    git(home, path, "init", "--quiet");
    commitFile(home, path, "README.md", "hello\n");
  }
  if (remote !== null) {
    git(home, path, "remote", "add", "origin", remote);
    git(home, path, "push", "--quiet", "--set-upstream", "origin", "main");
  }
  return path;
}

/** A clone of the remote, for a second person's work. */
export function cloneRemote(home: Home, remote: string, name: string): string {
  git(home, home.path, "clone", "--quiet", remote, name);
  return join(home.path, name);
}

/** Writes and commits one file; gives back the commit's id. */
export function commitFile(
  home: Home,
  repository: string,
  name: string,
  text: string,
  message = `change ${name}`,
): string {
  writeFile(repository, name, text);
  git(home, repository, "add", "--", name);
  git(home, repository, "commit", "--quiet", "--message", message);
  return git(home, repository, "rev-parse", "HEAD");
}

/** The commit that a ref of a (bare) repository points at. */
export function refOf(home: Home, repository: string, ref: string): string {
  return git(home, repository, "rev-parse", "--verify", ref);
}
