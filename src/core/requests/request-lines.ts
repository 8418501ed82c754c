import { triggers, type Trigger } from "../outcome.ts";

/** One line of the request file: what asked, and the git process that it was part of. */
export type Request = { trigger: Trigger; gitPid: number | null };

const events: ReadonlyMap<string, Trigger> = new Map<string, Trigger>([
  ["post-commit", "commit"],
  ["post-merge", "merge"],
  ["post-rewrite", "rewrite"],
  ...triggers.map((trigger) => [trigger, trigger] as const),
]);

/** The line `EVENT [GIT_PID]`, with its newline. */
export function requestLine(request: Request): string {
  return request.gitPid === null
    ? `${request.trigger}\n`
    : `${request.trigger} ${request.gitPid}\n`;
}

/** Reads a request file. A line that says nothing known (an empty file, a torn write) asks for nothing of its own. */
export function parseRequests(text: string): Request[] {
  return text.split("\n").flatMap((line) => {
    const [event = "", pid = ""] = line.trim().split(/\s+/);
    const trigger = events.get(event);
    return trigger === undefined ? [] : [{ trigger, gitPid: /^[1-9]\d*$/.test(pid) ? +pid : null }];
  });
}

/** What asks for more comes later: a run for the last of them does all that the others asked for. */
const byDemand: readonly Trigger[] = [
  "commit",
  "rewrite",
  "merge",
  "watch",
  "poll",
  "sweep",
  "api",
  "manual",
];

/**
 * One run that serves all of them: the most demanding trigger, and the git process that was last to ask,
 * since an operation that is in progress now is that one's. `otherwise` speaks where no line says anything.
 */
export function combineRequests(requests: readonly Request[], otherwise: Request): Request {
  if (requests.length === 0) return otherwise;
  const demands = requests.map((request) => byDemand.indexOf(request.trigger));
  return {
    trigger: byDemand[Math.max(...demands)] ?? otherwise.trigger,
    gitPid: requests.findLast((request) => request.gitPid !== null)?.gitPid ?? null,
  };
}
