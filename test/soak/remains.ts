import type { Home } from "../helpers/home.ts";
import { processesOf } from "../helpers/home-processes.ts";
import { until } from "../helpers/until.ts";
import type { SoakWatcher, Usage } from "./watcher.ts";

/** Descriptors that come and go with a database or a running git. */
const descriptorsInMotion = 8;
/** A heap that has not been collected yet, and code that has been compiled meanwhile. */
const heapInMotion = 1.3;

export function growthOf(before: Usage, after: Usage): string[] {
  const descriptors = after.descriptors - before.descriptors;
  const watches = after.watches - before.watches;
  return [
    ...(descriptors > descriptorsInMotion ? [`${descriptors} descriptors more than before`] : []),
    ...(watches > 0 ? [`${watches} inotify watches more than before`] : []),
    ...(after.megabytes > before.megabytes * heapInMotion
      ? [`${after.megabytes} MB of memory, ${before.megabytes} MB before`]
      : []),
  ];
}

/** Ends the watcher; gives what it leaves behind. */
export async function remainsOf(home: Home, watcher: SoakWatcher): Promise<string[]> {
  const status = await watcher.end();
  const faults = status === 0 ? [] : [`SIGTERM ended the watcher with ${status}`];
  try {
    await until("nothing runs any more", () => processesOf(home.path).length === 0);
    return faults;
  } catch {
    return [...faults, `processes are left: ${processesOf(home.path).join(" ")}`];
  }
}
