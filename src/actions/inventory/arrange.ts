import { freshness } from "../../core/freshness.ts";
import type {
  ForgeState,
  HubOnlyEntry,
  InventoryDocument,
  InventoryEntry,
  RegisteredEntry,
} from "../../core/inventory/inventory-document.ts";
import { forgeIdOf, matchRepos, type ListedRepo } from "../../core/inventory/match-repos.ts";
import type { ForgeRepoRow, ForgeRow, RepoRow } from "../../hub/schema.ts";
import type { HubRepo } from "./known-repos.ts";

/**
 * Puts the forges' lists and the hub's repositories side by side. `found`: which repositories have been recognised
 * as which of a forge, where that is not on record yet.
 */
export function arrange(
  now: Date,
  forges: readonly ForgeRow[],
  rows: readonly ForgeRepoRow[],
  hubRepos: readonly HubRepo[],
  isWanted: (forge: string) => boolean,
) {
  const rowOf = new Map(
    rows.map((row) => [forgeIdOf({ forge: row.forge, id: row.forge_id }), row]),
  );
  const repoOf = new Map<string, RepoRow>(hubRepos.map(({ row }) => [row.id, row]));
  const listed = rows.map(toListed);
  const { matched, unregistered, hubOnly } = matchRepos(
    listed,
    hubRepos.map(({ known }) => known),
  );
  const rowsOf = (repos: readonly ListedRepo[]) =>
    repos
      .flatMap((repo) => rowOf.get(forgeIdOf(repo)) ?? [])
      .filter(({ forge }) => isWanted(forge));
  const registered = matched.flatMap(({ listed: repo, known }) => {
    const [row] = rowsOf([repo]);
    const hubRepo = repoOf.get(known.id);
    return row && hubRepo ? [registeredEntry(row, hubRepo, now)] : [];
  });
  const rest = rowsOf(unregistered);
  const shown = forges.filter(({ name }) => isWanted(name));
  const document = {
    forges: shown.map((forge) => forgeState(forge, rows)),
    registered,
    unregistered: rest.filter((row) => row.ignored === 0).map(entry),
    hub_only: hubOnly.flatMap(({ id }) => hubOnlyEntry(repoOf.get(id), forges, rows, now)),
    ignored: rest.filter((row) => row.ignored === 1).map(entry),
  };
  const found = matched.flatMap(({ listed: repo, known }) =>
    known.forgeId === forgeIdOf(repo) ? [] : [{ repoId: known.id, forgeId: forgeIdOf(repo) }],
  );
  const counts = {
    registered: document.registered.length,
    unregistered: document.unregistered.length,
    hub_only: document.hub_only.length,
    ignored: document.ignored.length,
  };
  return { document: { ...document, counts } satisfies InventoryDocument, found };
}

export const toListed = (row: ForgeRepoRow): ListedRepo => ({
  forge: row.forge,
  id: row.forge_id,
  keys: JSON.parse(row.keys) as string[],
});

const entry = (row: ForgeRepoRow): InventoryEntry => ({
  forge: row.forge,
  full_name: row.full_name,
  web_url: row.web_url,
  default_branch: row.default_branch,
  archived: row.archived === 1,
  empty: row.empty === 1,
  mirror: row.mirror === 1,
  fork: row.fork === 1,
  private: row.private === 1,
});

function registeredEntry(row: ForgeRepoRow, repo: RepoRow, now: Date): RegisteredEntry {
  const isKnownName = repo.remote_key === null || toListed(row).keys.includes(repo.remote_key);
  return {
    ...entry(row),
    slug: repo.slug,
    renamed_from: isKnownName ? null : repo.remote_key,
    last_state_synced_at: repo.last_state_synced_at,
    freshness: freshness(repo.last_state_synced_at, now),
  };
}

function hubOnlyEntry(
  repo: RepoRow | undefined,
  forges: readonly ForgeRow[],
  rows: readonly ForgeRepoRow[],
  now: Date,
): HubOnlyEntry[] {
  if (!repo) return [];
  return [
    {
      slug: repo.slug,
      remote_key: repo.remote_key,
      reason: hubOnlyReason(repo.remote_key, forges, rows),
      last_state_synced_at: repo.last_state_synced_at,
      freshness: freshness(repo.last_state_synced_at, now),
    },
  ];
}

function hubOnlyReason(
  remoteKey: string | null,
  forges: readonly ForgeRow[],
  rows: readonly ForgeRepoRow[],
): HubOnlyEntry["reason"] {
  if (remoteKey === null) return "no-remote";
  const host = remoteKey.split("/", 1)[0];
  const served = [
    ...forges.map(({ url }) => new URL(url).hostname.toLowerCase()),
    ...rows.flatMap((row) => toListed(row).keys.map((key) => key.split("/", 1)[0])),
  ];
  return served.includes(host) ? "gone" : "other-host";
}

const forgeState = (forge: ForgeRow, rows: readonly ForgeRepoRow[]): ForgeState => ({
  name: forge.name,
  kind: forge.kind,
  url: forge.url,
  listed_at: forge.listed_at,
  tried_at: forge.tried_at,
  repositories: rows.filter((row) => row.forge === forge.name).length,
  missing: forge.missing,
  problem:
    forge.problem_code === null ? null : { code: forge.problem_code, message: forge.problem ?? "" },
});
