import { redact } from "../redact.ts";

/** What a failed fetch or push means. `detail` is a reason word, or git's own words without credentials. */
export type GitFailure =
  /** Worth trying again: the network, or a server that is down. */
  | { kind: "offline"; detail: string }
  | { kind: "auth"; detail: string }
  /** The remote has no such repository. */
  | { kind: "gone"; detail: string }
  /** The remote has no such branch. */
  | { kind: "no-ref"; detail: string }
  /** The remote's branch is not where it was believed to be: look again. */
  | { kind: "moved"; detail: string }
  /** The server (a hook, a protected branch) or the user's own pre-push hook said no. */
  | { kind: "refused"; detail: string }
  | { kind: "failed"; detail: string };

type Rule = { kind: GitFailure["kind"]; pattern: RegExp };

/** Git's English words (LC_MESSAGES=C), ssh's and curl's; the first rule that fits decides. */
const rules: readonly Rule[] = [
  { kind: "no-ref", pattern: /couldn't find remote ref/i },
  {
    kind: "auth",
    pattern:
      /authentication failed|could not read (username|password)|terminal prompts disabled|permission denied \(|host key verification failed|invalid (username|credentials)|access denied|returned error: 40[13]\b|too many authentication failures|no supported authentication|permission to .+ denied/i,
  },
  {
    kind: "offline",
    pattern:
      /could not resolve|couldn't connect|failed to connect|connection (refused|timed out|reset|closed)|network is (unreachable|down)|no route to host|host is down|operation timed out|timed out|empty reply|returned error: (408|429|5\d\d)|early eof|unexpected disconnect|rpc failed|kex_exchange_identification|broken pipe|unable to look up|temporary failure in name resolution/i,
  },
  {
    kind: "gone",
    pattern:
      /does not appear to be a git repository|repository ['"].*['"] (not found|does not exist)|repository not found|project .*could not be found|returned error: (404|410)|no such remote/i,
  },
  { kind: "offline", pattern: /the remote end hung up unexpectedly|unable to access/i },
];

/** What a failed git said, sorted into what it means. `timedOut`: it was killed after `network.timeout`. */
export function gitFailure(result: {
  stdout: string;
  stderr: string;
  timedOut: boolean;
}): GitFailure {
  if (result.timedOut) return { kind: "offline", detail: "timeout" };
  const refused = refusedRef(result);
  if (refused !== null) return refused;
  const rule = rules.find(({ pattern }) => pattern.test(result.stderr));
  const words = serverWords(result.stderr);
  if (rule) return { kind: rule.kind, detail: words };
  if (/failed to push some refs/.test(result.stderr)) return { kind: "refused", detail: words };
  return { kind: "failed", detail: words };
}

const raced =
  /non-fast-forward|fetch first|stale info|needs force|remote ref updated|cannot lock ref|incorrect old value|reference already exists/i;

/** The `!` line of `git push --porcelain` (git-push(1), OUTPUT): flag, refs and a summary, parted by tabs. */
function refusedRef(result: { stdout: string; stderr: string }): GitFailure | null {
  const line = result.stdout.split("\n").find((text) => text.startsWith("!\t"));
  if (line === undefined) return null;
  const summary = line.split("\t")[2] ?? "";
  const said = remoteLines(result.stderr);
  if (raced.test([summary, ...said].join("\n"))) return { kind: "moved", detail: summary };
  return { kind: "refused", detail: redact([summary, ...said].join(": ")) };
}

/** What git said, in one line: what the server said where it did, else git's own `fatal:` and `error:` lines. */
function serverWords(stderr: string): string {
  const said = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !noise.test(line));
  return redact(said.join(" ").slice(0, 500)) || "git gave no reason";
}

const noise =
  /^(hint:|To |From |Please make sure you have the correct access rights|and the repository exists\.?$|error: failed to push some refs)/;

function remoteLines(stderr: string): string[] {
  return stderr
    .split(/[\r\n]+/)
    .flatMap((line) => /^remote:\s*(.*\S)/.exec(line)?.[1] ?? [])
    .slice(0, 10);
}
