import { readFileSync } from "node:fs";
import type { Home } from "../helpers/home.ts";
import { processesOf } from "../helpers/home-processes.ts";
import { crash } from "../helpers/workers.ts";
import type { Random } from "../simulator/random.ts";

const killable = /hooks\/post-[a-z]+\.js|sync-hooks\.js\0(sync|sweep)|starter-process\.js/;

/** Kills one of the processes of this home that sync at random: a hook's, one by hand, a watcher's or sweep's starter. */
export function killOneSync(home: Home, random: Random): boolean {
  const [first, ...others] = processesOf(home.path).filter((pid) => killable.test(commandOf(pid)));
  return first !== undefined && crash(random.pick([first, ...others]));
}

/** Its words, separated by NUL; nothing where it has ended meanwhile. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
