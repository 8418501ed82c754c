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
  usage: () => Usage;
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

/** From proc(5): /proc/PID/fd, its fdinfo (a line for each inotify watch) and status. */
function usageOf(pid: number): Usage {
  const descriptors = readdirSync(`/proc/${pid}/fdinfo`);
  const watches = descriptors.flatMap(
    (fd) => readGone(`/proc/${pid}/fdinfo/${fd}`).match(/^inotify /gm) ?? [],
  );
  const resident = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return {
    descriptors: descriptors.length,
    watches: watches.length,
    megabytes: Math.round(Number(resident) / 1024),
  };
}

/** Nothing of a descriptor that was closed meanwhile. */
function readGone(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
