import { originHead } from "../local-key.ts";
import { runOverNetwork } from "../network.ts";
import type { Git } from "../git.ts";

const longestAskMs = 10_000;

/**
 * The branch that the remote calls its default: what the clone knows of it, else the remote's own answer
 * within `timeoutMs`, at most 10 s; null: nobody says.
 */
export async function remoteDefaultBranch(git: Git, timeoutMs: number): Promise<string | null> {
  const known = originHead(git.commonDir);
  if (known !== null) return known;
  const network = { retries: 0, timeout: Math.min(timeoutMs, longestAskMs) };
  const { result } = await runOverNetwork(
    git,
    ["ls-remote", "--symref", "origin", "HEAD"],
    network,
  );
  return /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(result.stdout)?.[1] ?? null;
}
