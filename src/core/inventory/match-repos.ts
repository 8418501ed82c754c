/** A repository as its forge lists it. `keys` are its remote keys (`host/owner/name`), one for each of its URLs. */
export type ListedRepo = {
  forge: string;
  id: string;
  keys: readonly string[];
};

/** A repository that the hub knows. `keys` are the remote keys of its record and of its checkouts' remotes. */
export type KnownRepo = {
  id: string;
  /** `forge:id`, once it has been matched; a rename or transfer on the forge leaves it. */
  forgeId: string | null;
  keys: readonly string[];
};

/** `by`: what told that both are one. `url` but not the key first known means that it was renamed since. */
export type Match = { listed: ListedRepo; known: KnownRepo; by: "forge-id" | "url" };

export type Matches = {
  matched: Match[];
  /** Listed, and in no checkout that the hub has heard of. */
  unregistered: ListedRepo[];
  /** Known to the hub, and on no list. */
  hubOnly: KnownRepo[];
};

/** How the hub writes a forge's id down. */
export const forgeIdOf = ({ forge, id }: { forge: string; id: string }): string => `${forge}:${id}`;

/**
 * Finds out which listed repository is which known one: by the forge's id, which survives renames, then by any of
 * their URLs. One listed repository can be several known ones (clones by its old and its new name); a known one is
 * one listed repository at most, and the order of the input decides nothing but the order of the output.
 */
export function matchRepos(listed: readonly ListedRepo[], known: readonly KnownRepo[]): Matches {
  const byId = new Map(listed.map((repo) => [forgeIdOf(repo), repo]));
  const byKey = new Map(
    listed
      .toSorted((one, other) => (forgeIdOf(one) < forgeIdOf(other) ? 1 : -1))
      .flatMap((repo) => repo.keys.map((key) => [key, repo] as const)),
  );
  const matched: Match[] = [];
  const hubOnly: KnownRepo[] = [];
  for (const repo of known) {
    const match = matchOf(repo, byId, byKey);
    if (match) matched.push(match);
    else hubOnly.push(repo);
  }
  const taken = new Set(matched.map(({ listed: repo }) => repo));
  return { matched, unregistered: listed.filter((repo) => !taken.has(repo)), hubOnly };
}

function matchOf(
  known: KnownRepo,
  byId: ReadonlyMap<string, ListedRepo>,
  byKey: ReadonlyMap<string, ListedRepo>,
): Match | null {
  const same = known.forgeId === null ? undefined : byId.get(known.forgeId);
  if (same) return { listed: same, known, by: "forge-id" };
  for (const key of known.keys) {
    const found = byKey.get(key);
    if (found) return { listed: found, known, by: "url" };
  }
  return null;
}
