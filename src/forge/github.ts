import * as z from "zod";
import { openApi, type Network } from "./api.ts";
import type { ForgeAccount, ForgeList, ForgeRepo } from "./forge.ts";
import { listOwners, type Lister, type RepoQuery } from "./list-owners.ts";
import { reader } from "./reader.ts";

const repoSchema = z.object({
  id: z.number(),
  full_name: z.string(),
  clone_url: z.string().nullish(),
  ssh_url: z.string().nullish(),
  html_url: z.string().nullish(),
  default_branch: z.string().nullish(),
  archived: z.boolean().default(false),
  size: z.number().nullish(),
  pushed_at: z.string().nullish(),
  mirror_url: z.string().nullish(),
  fork: z.boolean().default(false),
  private: z.boolean().default(false),
});

/** GitHub's REST API (https://docs.github.com/rest), on github.com or on a server of one's own below /api/v3. */
export const githubDialect = {
  apiUrl: (url: string) =>
    /^https:\/\/(www\.)?github\.com$/i.test(url) ? "https://api.github.com" : `${url}/api/v3`,
  headers: (token: string | null): Record<string, string> => ({
    accept: "application/vnd.github+json",
    "user-agent": "sync-hooks",
    "x-github-api-version": "2022-11-28",
    ...(token !== null && { authorization: `Bearer ${token}` }),
  }),
};

export function listGithub(
  account: ForgeAccount,
  network: Network,
  known: ReadonlyMap<string, string>,
): Promise<ForgeList> {
  return listOwners(openApi(account, githubDialect, network), githubLister(account), known);
}

/** A new repository comes last, so that it moves no other to another page. */
const inOrder = { sort: "created", direction: "asc" };

const ownQuery: RepoQuery = { path: "/user/repos", query: { affiliation: "owner" } };

export const ownerQueries = (owner: string): RepoQuery[] => [
  { path: `/orgs/${encodeURIComponent(owner)}/repos`, query: { type: "all" } },
  { path: `/users/${encodeURIComponent(owner)}/repos`, query: { type: "owner" } },
];

function githubLister(account: ForgeAccount): Lister {
  const ordered = ({ path, query }: RepoQuery) => ({ path, query: { ...query, ...inOrder } });
  return {
    pageQuery: (page) => ({ page, per_page: 100 }),
    total: () => null,
    readRepo: githubRepo(account),
    readOwner: reader(account, z.object({ login: z.string() }), ({ login }) => login),
    ownerQueries: (owner) => ownerQueries(owner).map(ordered),
    ownersQuery: { path: "/user/orgs" },
    ownQuery: ordered(ownQuery),
  };
}

/** Reads an entry of a list of repositories. Throws `forge`. */
export const githubRepo = (account: ForgeAccount) => reader(account, repoSchema, toRepo);

const toRepo = (repo: z.output<typeof repoSchema>): ForgeRepo => ({
  id: String(repo.id),
  fullName: repo.full_name,
  cloneUrl: repo.clone_url ?? (repo.html_url ? `${repo.html_url}.git` : null),
  sshUrl: repo.ssh_url ?? null,
  webUrl: repo.html_url ?? null,
  defaultBranch: repo.default_branch || null,
  archived: repo.archived,
  // The API has no flag for it: a repository without a commit has no size and was never pushed to.
  empty: repo.size === 0 && (repo.pushed_at ?? null) === null,
  mirror: (repo.mirror_url ?? null) !== null,
  fork: repo.fork,
  private: repo.private,
  pushedAt: repo.pushed_at ?? null,
});
