import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { cliFile } from "../helpers/cli.ts";
import type { Home } from "../helpers/home.ts";
import { until } from "../helpers/until.ts";

/** What a process holds: open descriptors, folders watched by inotify, resident memory in MB. */
export type Usage = { descriptors: number; watches: number; megabytes: number };

export type SoakWatcher = {
  pid: number;
  /** Null where it has ended. */
  usage: () => Usage | null;
  /** What it ended with where nobody has ended it; null while it runs. */
  endedByItself: () => string | null;
  kill: () => Promise<void>;
  /** Ends it in good order; gives its exit status. */
  end: () => Promise<number | null>;
};

/** The built command line's watcher, once it works. */
export async function startWatcher(home: Home): Promise<SoakWatcher> {
  const child = spawn(process.execPath, [cliFile, "watch", "--verbose"], {
    cwd: home.path,
    env: home.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid = 0 } = child;
  let words = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (words = (words + chunk.toString("utf8")).slice(-4000)));
  let began = false;
  child.stdout.on("data", () => (began ||= words.includes("Watching")));
  let isEnding = false;
  const ending = async (signal: NodeJS.Signals) => {
    isEnding = true;
    return endOf(child, signal);
  };
  await until("the watcher works", () => began || hasEnded(child), 60_000);
  return {
    pid,
    usage: () => usageOf(pid),
    endedByItself: () =>
      hasEnded(child) && !isEnding ? `${child.exitCode ?? child.signalCode}: ${words}` : null,
    kill: async () => void (await ending("SIGKILL")),
    end: () => ending("SIGTERM"),
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null;

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (!hasEnded(child)) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}

/** From proc(5): /proc/PID/fd, its fdinfo (a line for each inotify watch) and status, which knows no memory of a dead one. */
function usageOf(pid: number): Usage | null {
  const resident = /^VmRSS:\s+(\d+)/m.exec(readGone(`/proc/${pid}/status`))?.[1];
  const descriptors = resident === undefined ? null : listGone(`/proc/${pid}/fdinfo`);
  if (descriptors === null) return null;
  const watches = descriptors.flatMap(
    (fd) => readGone(`/proc/${pid}/fdinfo/${fd}`).match(/^inotify /gm) ?? [],
  );
  return {
    descriptors: descriptors.length,
    watches: watches.length,
    megabytes: Math.round(Number(resident) / 1024),
  };
}

/** Null of a process that has ended meanwhile. */
function listGone(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

/** Nothing of a descriptor that was closed meanwhile, or of a process that has ended. */
function readGone(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
