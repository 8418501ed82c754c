import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Machine } from "../../src/schedule/machine.ts";
import { directories } from "../../src/system/directories.ts";
import { readIfPresent } from "../../src/system/files.ts";
import { writeFile, type Home } from "./home.ts";

/** A machine of the given platform whose home is the test's own. */
export function makeMachine(home: Home, platform: NodeJS.Platform = "linux"): Machine {
  return {
    env: home.env,
    platform,
    directories: directories(home.env, "linux"),
    user: { name: "ada", id: 4711, home: home.path },
    now: () => new Date("2026-11-20T10:07:30Z"),
  };
}

/**
 * Swaps schedulers' programs for shell scripts in the home; each appends its arguments to `calls` first.
 * Gives back the calls so far, one line each.
 */
export function fakeSchedulers(home: Home, scripts: Readonly<Record<string, string>>) {
  const log = join(home.path, "calls");
  const entries = Object.entries(scripts).map(([name, body]) => {
    const head = `#!/bin/sh\nPATH='/usr/bin${delimiter}/bin'\nhome='${home.path}'\necho "${name} $*" >>'${log}'\n`;
    return `${name}:${writeFile(home.path, `fake/${name}`, head + body, 0o755)}`;
  });
  home.env["SYNC_HOOKS_TEST_SCHEDULERS"] = entries.join(",");
  return () => readIfPresent(log)?.toString("utf8").trimEnd().split("\n") ?? [];
}

/** A crontab(1) that keeps the table in the home. */
export const fakeCrontab = `
case $1 in
  -l) [ -f "$home/table" ] || { echo "no crontab for ada" >&2; exit 1; }; cat "$home/table" ;;
  -r) rm "$home/table" ;;
  -) cat >"$home/table" ;;
esac
`;

export const crontabOf = (home: Home) =>
  readIfPresent(join(home.path, "table"))?.toString() ?? null;
export const putCrontab = (home: Home, text: string) => writeFile(home.path, "table", text);
export const textOf = (home: Home, name: string) => readFileSync(join(home.path, name), "utf8");
