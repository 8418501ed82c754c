import { originHead } from "../local-key.ts";
import { runOverNetwork } from "../network.ts";
import type { Git } from "../git.ts";

const longestAskMs = 10_000;

/** What a remote says of its default branch. `unnamed`: it has branches, and calls none of them that. */
export type DefaultBranch =
  | { kind: "named"; branch: string }
  | { kind: "unnamed" }
  /** No answer, or not a branch to name yet: worth another question later. */
  | { kind: "unknown" };

/**
 * The branch that the remote calls its default: what the clone knows of it, else the remote's own answer
 * within `timeoutMs`, at most 10 s.
 */
export async function remoteDefaultBranch(git: Git, timeoutMs: number): Promise<DefaultBranch> {
  const known = originHead(git.commonDir);
  if (known !== null) return { kind: "named", branch: known };
  const network = { retries: 0, timeout: Math.min(timeoutMs, longestAskMs) };
  const args = ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*"];
  const { result, failure } = await runOverNetwork(git, args, network);
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(result.stdout)?.[1];
  if (branch !== undefined) return { kind: "named", branch };
  const hasBranches = failure === null && /\trefs\/heads\//.test(result.stdout);
  return { kind: hasBranches ? "unnamed" : "unknown" };
}
