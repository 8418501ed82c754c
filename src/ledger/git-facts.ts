import type { GitFacts } from "../core/publish/git-facts.ts";
import type { Ledger } from "./open.ts";

/** What git's configuration said, the files it stood in, and what identified those files then. */
export type KeptFacts = { files: string[]; identity: string; facts: GitFacts };

export function keptFacts(ledger: Ledger, gitDir: string): KeptFacts | null {
  const row = ledger.db
    .prepare("SELECT files, identity, facts FROM git_facts WHERE git_dir = ?")
    .get(gitDir) as { files: string; identity: string; facts: string } | undefined;
  if (row === undefined) return null;
  return {
    files: JSON.parse(row.files) as string[],
    identity: row.identity,
    facts: JSON.parse(row.facts) as GitFacts,
  };
}

export function keepFacts(ledger: Ledger, gitDir: string, kept: KeptFacts): void {
  ledger.db
    .prepare(
      "INSERT INTO git_facts (git_dir, files, identity, facts) VALUES (?, ?, ?, ?) ON CONFLICT (git_dir) DO UPDATE SET files = excluded.files, identity = excluded.identity, facts = excluded.facts",
    )
    .run(gitDir, JSON.stringify(kept.files), kept.identity, JSON.stringify(kept.facts));
}
