import { SyncError } from "../core/errors.ts";
import { run, type RunResult } from "../system/run.ts";
import type { Machine } from "./machine.ts";

/** Every program through which a scheduler is asked or changed. Nothing else in the project starts one. */
export const schedulerCommands = [
  "systemctl",
  "loginctl",
  "crontab",
  "pgrep",
  "launchctl",
  "schtasks",
] as const;

export type SchedulerCommand = (typeof schedulerCommands)[number];

const usualPatienceMs = 30_000;

type AskOptions = { input?: string | Uint8Array; timeoutMs?: number };

export type Answer = RunResult & { command: string };

/**
 * Runs one of the schedulers' programs; null where this machine has no such program.
 * `SYNC_HOOKS_TEST_SCHEDULERS` swaps them all: `none` finds nothing, `crontab:/path,systemctl:/path` finds
 * exactly those. This is the only place that reads it.
 */
export async function ask(
  machine: Machine,
  command: SchedulerCommand,
  args: readonly string[],
  { input, timeoutMs = usualPatienceMs }: AskOptions = {},
): Promise<Answer | null> {
  const program = programOf(machine, command);
  if (program === null) return null;
  try {
    const result = await run(program, args, {
      cwd: machine.user.home,
      env: commandEnvironment(machine),
      timeoutMs,
      ...(input === undefined ? {} : { input }),
    });
    return { ...result, command: [command, ...args].join(" ") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new SyncError("internal", `cannot start ${program}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Runs a program that must succeed; throws with its own words where it does not. */
export async function insist(
  machine: Machine,
  command: SchedulerCommand,
  args: readonly string[],
  options: AskOptions = {},
): Promise<Answer> {
  const answer = await ask(machine, command, args, options);
  if (answer === null)
    throw new SyncError("usage", `${command} is not on this machine`, {
      hint: "leave --via out, and one that answers is taken",
    });
  if (answer.status !== 0)
    throw new SyncError("internal", `${answer.command} failed: ${words(answer)}`, {
      hint: "mend what it says, then run the command again",
    });
  return answer;
}

/** What the program said about its failure, in one line. */
export function words(answer: Answer): string {
  if (answer.timedOut) return "it did not answer in time";
  const said = (answer.stderr.trim() || answer.stdout.trim()).replace(/\s*[\r\n]+\s*/g, "; ");
  return said || `exit status ${answer.status ?? answer.signal}`;
}

function programOf(machine: Machine, command: SchedulerCommand): string | null {
  const swapped = machine.env["SYNC_HOOKS_TEST_SCHEDULERS"];
  if (swapped === undefined) return command;
  const entry = swapped.split(",").find((part) => part.startsWith(`${command}:`));
  return entry === undefined ? null : entry.slice(command.length + 1);
}

/** Plain English and UTC, so that what is printed can be read; and the user manager's place where a shell lacks it. */
function commandEnvironment(machine: Machine): NodeJS.ProcessEnv {
  const runtime = machine.env["XDG_RUNTIME_DIR"] ?? `/run/user/${machine.user.id}`;
  return { ...machine.env, LC_ALL: "C", TZ: "UTC", XDG_RUNTIME_DIR: runtime };
}
