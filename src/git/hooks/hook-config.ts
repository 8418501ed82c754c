import { configHookName, runsConfigHooks } from "../../core/hooks/config-hook.ts";
import { SyncError } from "../../core/errors.ts";
import { hookEvents, type HookEvent } from "../../core/hooks/hook-text.ts";
import { run } from "../../system/run.ts";
import { childEnvironment } from "../environment.ts";

type Place = { path: string };

/** The commands of our config-defined hooks in the repository's config; an event without one is absent. */
export async function readConfigHooks(
  place: Place,
  env: NodeJS.ProcessEnv,
): Promise<Partial<Record<HookEvent, string>>> {
  const values = await configValues(place, env);
  const whole = hookEvents.flatMap((event) => {
    const command = values.get(`${section(event)}.command`);
    const isWhole = command !== undefined && values.get(`${section(event)}.event`) === event;
    return isWhole ? [[event, command] as const] : [];
  });
  return Object.fromEntries(whole);
}

/** Writes one config-defined hook. The command comes first: an event without one makes `git commit` die. */
export async function writeConfigHook(
  { path }: Place,
  env: NodeJS.ProcessEnv,
  event: HookEvent,
  command: string,
): Promise<void> {
  await set(path, env, `${section(event)}.command`, command);
  await set(path, env, `${section(event)}.event`, event);
}

/** Removes our config-defined hooks, also halves of them, each section in one step. */
export async function removeConfigHooks(place: Place, env: NodeJS.ProcessEnv): Promise<void> {
  const keys = [...(await configValues(place, env)).keys()];
  for (const event of hookEvents) {
    if (!keys.some((key) => key.startsWith(`${section(event)}.`))) continue;
    const args = ["config", "--local", "--remove-section", section(event)];
    const removed = await git(place.path, env, args);
    if (removed.status !== 0) throw refused(place.path, `remove ${section(event)}`, removed.stderr);
  }
}

/** Throws `usage` where this git would not run a config-defined hook. */
export async function requireConfigHooks({ path }: Place, env: NodeJS.ProcessEnv): Promise<void> {
  const version = (await git(path, env, ["version"])).stdout.trim();
  if (runsConfigHooks(version)) return;
  throw new SyncError(
    "usage",
    `${version} does not run hooks from its config; 2.54 or later does`,
    {
      hint: `update git, or run: sync-hooks install --via file ${path}`,
    },
  );
}

async function set(
  path: string,
  env: NodeJS.ProcessEnv,
  key: string,
  value: string,
): Promise<void> {
  const written = await git(path, env, ["config", "--local", "--replace-all", key, value]);
  if (written.status !== 0) throw refused(path, `set ${key}`, written.stderr);
}

const section = (event: HookEvent) => `hook.${configHookName(event)}`;

/** Every value of our sections by its key; the last one counts, as for git. */
async function configValues({ path }: Place, env: NodeJS.ProcessEnv): Promise<Map<string, string>> {
  const args = ["config", "-z", "--local", "--get-regexp", "^hook\\.sync-hooks-"];
  const listed = await git(path, env, args);
  const entries = listed.stdout.split("\0").filter((entry) => entry !== "");
  return new Map(
    entries.map((entry) => {
      const [key = "", ...value] = entry.split("\n");
      return [key, value.join("\n")];
    }),
  );
}

const refused = (path: string, what: string, words: string) =>
  new SyncError("git", `git could not ${what} in ${path}: ${words.trim()}`, {
    hint: `see whether its config can be written: git -C '${path}' config --local --list`,
  });

const git = (path: string, env: NodeJS.ProcessEnv, args: string[]) =>
  run("git", args, { cwd: path, env: childEnvironment(env, null), timeoutMs: 30_000 });
