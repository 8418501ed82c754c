import type { GitFacts } from "../../core/publish/git-facts.ts";
import { readGitFacts } from "../../git/state/config-facts.ts";
import type { Git } from "../../git/git.ts";
import { keepFacts, keptFacts } from "../../ledger/git-facts.ts";
import { buildIdentity } from "../../system/build-identity.ts";
import { systemFiles } from "../../system/file-access.ts";
import { areSettled, fileState } from "../../system/file-state.ts";
import type { Context } from "../context.ts";
import { keepIfPossible } from "../keep-if-possible.ts";

/**
 * What git's configuration says for this checkout: from the ledger while the files that it stood in are
 * unchanged, else from git (one process).
 */
export async function loadGitFacts(ctx: Context, git: Git): Promise<GitFacts> {
  const kept = keptFacts(ctx.ledger(), git.gitDir);
  if (kept && kept.identity === identify(ctx, kept.files).identity) return kept.facts;
  const { facts, files } = await readGitFacts(git);
  const { identity, settled } = identify(ctx, files);
  if (settled)
    keepIfPossible(ctx.log, "git's configuration", () =>
      keepFacts(ctx.ledger(), git.gitDir, { files, identity, facts }),
    );
  return facts;
}

const decidingVariables = [
  "HOME",
  "XDG_CONFIG_HOME",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
];

function identify(ctx: Context, files: readonly string[]): { identity: string; settled: boolean } {
  const states = files.map((path) => fileState(systemFiles, path));
  const variables = decidingVariables.map((name) => ctx.env[name] ?? "");
  return {
    // What the facts are differs from program to program.
    identity: [buildIdentity, ...variables, ...states.map((state) => state.identity)].join("\n"),
    settled: areSettled(states, ctx.clock.now()),
  };
}
