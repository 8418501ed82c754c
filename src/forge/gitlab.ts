import * as z from "zod";
import { openApi, type Network } from "./api.ts";
import type { ForgeAccount, ForgeList, ForgeRepo } from "./forge.ts";
import { listOwners, type Lister, type RepoQuery } from "./list-owners.ts";
import { reader } from "./reader.ts";

const projectSchema = z.object({
  id: z.number(),
  path_with_namespace: z.string(),
  http_url_to_repo: z.string().nullish(),
  ssh_url_to_repo: z.string().nullish(),
  web_url: z.string().nullish(),
  default_branch: z.string().nullish(),
  archived: z.boolean().default(false),
  empty_repo: z.boolean().default(false),
  mirror: z.boolean().default(false),
  forked_from_project: z.unknown().optional(),
  visibility: z.string().default("private"),
});

/** GitLab's REST API (https://docs.gitlab.com/api/rest). Its `last_activity_at` is no time of a push. */
const dialect = {
  apiUrl: (url: string) => `${url}/api/v4`,
  headers: (token: string | null): Record<string, string> =>
    token === null ? {} : { "private-token": token },
};

export function listGitlab(
  account: ForgeAccount,
  network: Network,
  known: ReadonlyMap<string, string>,
): Promise<ForgeList> {
  return listOwners(openApi(account, dialect, network), gitlabLister(account), known);
}

const perPage = 100;
const inOrder = { order_by: "id", sort: "asc" };

/**
 * A list of projects by keyset: numbered pages of it are refused beyond an offset of 50,000 (405), or of what the
 * server's administrator has set. A group's projects know no keyset, and their numbered pages have no such end
 * (https://docs.gitlab.com/api/rest/#keyset-based-pagination, lib/api/groups.rb of gitlab-org/gitlab).
 */
const byKeyset = (path: string, query: RepoQuery["query"] = {}): RepoQuery => ({
  path,
  query: { ...query, ...inOrder, pagination: "keyset", per_page: perPage },
  pageAfter: (id) => ({ ...(id !== null && { id_after: id }) }),
});

function gitlabLister(account: ForgeAccount): Lister {
  return {
    pageQuery: (page) => ({ page, per_page: perPage }),
    // X-Total is left out above 10,000; a page behind the last one is empty.
    total: () => null,
    readRepo: reader(account, projectSchema, toRepo),
    readOwner: reader(account, z.object({ full_path: z.string() }), ({ full_path }) => full_path),
    ownerQueries: (owner) => {
      const id = encodeURIComponent(owner);
      return [
        {
          path: `/groups/${id}/projects`,
          query: { include_subgroups: "true", with_shared: "false", ...inOrder },
        },
        byKeyset(`/users/${id}/projects`),
      ];
    },
    // Not the top level alone: a user may be a member of nothing but a subgroup.
    ownersQuery: { path: "/groups", query: { min_access_level: 10, ...inOrder } },
    distinctOwners: withoutSubgroups,
    ownQuery: byKeyset("/projects", { owned: "true" }),
  };
}

/** The groups without those below another of them, whose list holds their projects. */
function withoutSubgroups(groups: readonly string[]): string[] {
  const all = new Set(groups);
  return groups.filter((group) => !parentsOf(group).some((parent) => all.has(parent)));
}

const parentsOf = (group: string): string[] =>
  group
    .split("/")
    .slice(0, -1)
    .map((_part, index, parts) => parts.slice(0, index + 1).join("/"));

const toRepo = (project: z.output<typeof projectSchema>): ForgeRepo => ({
  id: String(project.id),
  fullName: project.path_with_namespace,
  cloneUrl: project.http_url_to_repo ?? null,
  sshUrl: project.ssh_url_to_repo ?? null,
  webUrl: project.web_url ?? null,
  defaultBranch: project.default_branch || null,
  archived: project.archived,
  empty: project.empty_repo,
  mirror: project.mirror,
  fork: (project.forked_from_project ?? null) !== null,
  private: project.visibility !== "public",
  pushedAt: null,
});
