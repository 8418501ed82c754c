import type { Run } from "../system/run.ts";
import { openGit, tryGit } from "./git.ts";
import { remoteKey } from "./remote-url.ts";

/**
 * The keys of every URL, to fetch from and to push to, of every remote of a checkout, after `insteadOf`. None where
 * git cannot read the checkout.
 */
export async function remoteKeys(
  checkout: { path: string; gitDir: string; commonDir: string },
  start: { env: NodeJS.ProcessEnv; run: Run },
  aliases: Record<string, string>,
): Promise<string[]> {
  const git = openGit(checkout, start);
  const { status, stdout } = await tryGit(git, ["remote", "--verbose"]).catch(() => noAnswer);
  if (status !== 0) return [];
  const keys = stdout.split("\n").flatMap((line) => {
    const url = /^[^\t]+\t(.*) \((?:fetch|push)\)/.exec(line)?.[1];
    return url === undefined ? [] : (remoteKey(url, aliases)?.key ?? []);
  });
  return [...new Set(keys)];
}

const noAnswer = { status: 1, stdout: "" };
