import { spawn } from "node:child_process";
import { killGroup } from "./kill-group.ts";

/** How a command ended. `status` is null where a signal or the timeout ended it. */
export type RunResult = {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
};

export type RunOptions = {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds until the command's whole process group is killed; Infinity waits for ever. */
  timeoutMs: number;
  /** What the command reads: it gets it when `onStart` has returned. */
  input?: string | Uint8Array;
  /** How standard output is read; `latin1` keeps every byte as one character. The default is `utf8`. */
  encoding?: "utf8" | "latin1";
  /** Called with the child's process id as soon as it runs. */
  onStart?: (pid: number) => void;
};

/** A way to run a command: `run` itself, or one that keeps its promises. */
export type Run = (
  command: string,
  args: readonly string[],
  options: RunOptions,
) => Promise<RunResult>;

/**
 * Runs one command to its end and gives back what it printed, whatever its status. The command leads
 * a process group of its own, so that a timeout also ends what it started (ssh below git). Rejects only
 * where the command could not be started (`ENOENT`).
 *
 * The plain spawn keeps the hook's way to `git push` short; commands of the user's own run through execa.
 */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      detached: process.platform !== "win32",
      windowsHide: true,
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = Number.isFinite(options.timeoutMs)
      ? setTimeout(() => {
          timedOut = true;
          killGroup(child.pid);
        }, options.timeoutMs)
      : null;
    child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error) => {
      if (timer) clearTimeout(timer);
      reject(error);
    });
    child.on("spawn", () => {
      options.onStart?.(child.pid as number);
      child.stdin?.end(options.input);
    });
    child.on("close", (status, signal) => {
      if (timer) clearTimeout(timer);
      resolve({
        status,
        signal,
        timedOut,
        stdout: Buffer.concat(stdout).toString(options.encoding ?? "utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      });
    });
    // A command that exits without reading its input breaks the pipe; its status tells the story.
    child.stdin?.on("error", () => {});
  });
}
