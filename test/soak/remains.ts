import type { Home } from "../helpers/home.ts";
import { processesOf } from "../helpers/home-processes.ts";
import { until } from "../helpers/until.ts";
import type { SoakWatcher } from "./watcher.ts";

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
