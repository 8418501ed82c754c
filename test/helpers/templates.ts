import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gitSettings, type Home } from "./home.ts";

/** Names the folder of what git has made for the tests to copy: the global setup says it to all of them. */
export const templatesVariable = "SYNC_HOOKS_TEST_TEMPLATES";

/** `bare` and `work` as git makes them; `pushed` is `work` with the bare `remote` as its upstream. */
type Template = "bare" | "work" | "pushed";

/** False, and nothing done, where git itself has to make it: without templates, or where the home's git is told more. */
export function copyTemplate(home: Home, template: Template, to: string): boolean {
  const folder = process.env[templatesVariable];
  if (folder === undefined || existsSync(to) || !hasPlainGit(home)) return false;
  copyFolder(join(folder, template), to);
  return true;
}

/** A repository that has just pushed to the new remote at this path; false, and nothing done, for any other remote. */
export function copyPushed(home: Home, to: string, remote: string): boolean {
  const folder = process.env[templatesVariable];
  if (folder === undefined || !isNew(remote) || !copyTemplate(home, "pushed", to)) return false;
  const config = join(to, ".git", "config");
  const pushedTo = join(folder, "remote");
  writeFileSync(
    config,
    readFileSync(config, "utf8").replace(pushedTo, () => remote),
  );
  for (const part of ["objects", "refs"]) copyFolder(join(pushedTo, part), join(remote, part));
  return true;
}

/** A seventh of the processor time of `cpSync`: what is copied here is known to be plain folders and files. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else copyFileSync(source, target);
  }
}

function hasPlainGit({ env }: Home): boolean {
  const told = Object.keys(env).filter((name) => name.startsWith("GIT_"));
  return (
    told.every((name) => ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"].includes(name)) &&
    readFileSync(env["GIT_CONFIG_GLOBAL"] ?? "", "utf8") === gitSettings
  );
}

/** A bare repository that nobody has pushed to, whose hooks nobody has written, and whose path a config holds as it is. */
function isNew(remote: string): boolean {
  const heads = join(remote, "refs", "heads");
  return (
    /^[\w./-]+$/.test(remote) &&
    existsSync(heads) &&
    readdirSync(heads).length === 0 &&
    !existsSync(join(remote, "packed-refs")) &&
    readdirSync(join(remote, "hooks")).every((name) => name.endsWith(".sample"))
  );
}
