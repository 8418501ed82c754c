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

/** Several requests that one run serves: each trigger once, and the git process that was last to ask. */
export type Asked = { triggers: readonly Trigger[]; gitPid: number | null };

/** Whose name a run bears that several asked for: the last of these. What it does is for all of them. */
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
 * One run that serves all of them. The git process is the last one's, since an operation that is in progress now
 * is that one's. `otherwise` speaks where no line says anything.
 */
export function combineRequests(requests: readonly Request[], otherwise: Request): Asked {
  const all = requests.length === 0 ? [otherwise] : requests;
  return {
    triggers: [...new Set(all.map(({ trigger }) => trigger))],
    gitPid: all.findLast(({ gitPid }) => gitPid !== null)?.gitPid ?? null,
  };
}

/** The trigger, of one or more, that names their run. */
export function leadingTrigger(asked: readonly Trigger[]): Trigger {
  const demand = (trigger: Trigger) => byDemand.indexOf(trigger);
  return asked.reduce((one, other) => (demand(other) > demand(one) ? other : one));
}
