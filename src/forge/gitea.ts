import * as z from "zod";
import { openApi, type ForgeApi, type Network } from "./api.ts";
import type { ForgeAccount, ForgeList, ForgeRepo } from "./forge.ts";
import { listOwners, type Lister } from "./list-owners.ts";
import { reader } from "./reader.ts";

const repoSchema = z.object({
  id: z.number(),
  full_name: z.string(),
  clone_url: z.string().nullish(),
  ssh_url: z.string().nullish(),
  html_url: z.string().nullish(),
  default_branch: z.string().nullish(),
  archived: z.boolean().default(false),
  empty: z.boolean().default(false),
  mirror: z.boolean().default(false),
  fork: z.boolean().default(false),
  private: z.boolean().default(false),
});

/** Gitea and Forgejo (https://docs.gitea.com/api). They tell no time of the last push: `updated_at` also moves by itself. */
const dialect = {
  apiUrl: (url: string) => `${url}/api/v1`,
  headers: (token: string | null): Record<string, string> =>
    token === null ? {} : { authorization: `token ${token}` },
};

const usualPageSize = 50;

export async function listGitea(
  account: ForgeAccount,
  network: Network,
  known: ReadonlyMap<string, string>,
): Promise<ForgeList> {
  const api = openApi(account, dialect, network);
  return listOwners(api, giteaLister(await pageSize(api), account), known);
}

/** The server cuts a longer page to its own size without a word. */
async function pageSize(api: ForgeApi): Promise<number> {
  const { json } = await api.get("/settings/api");
  const size = (json as { max_response_items?: unknown } | null)?.max_response_items;
  return typeof size === "number" && size > 0 ? size : usualPageSize;
}

function giteaLister(limit: number, account: ForgeAccount): Lister {
  return {
    pageQuery: (page) => ({ page, limit }),
    total: ({ headers }) => count(headers.get("x-total-count")),
    readRepo: reader(account, repoSchema, toRepo),
    readOwner: reader(account, z.object({ username: z.string() }), ({ username }) => username),
    ownerQueries: (owner) =>
      ["orgs", "users"].map((kind) => ({ path: `/${kind}/${encodeURIComponent(owner)}/repos` })),
    ownersQuery: { path: "/user/orgs" },
    ownQuery: { path: "/user/repos" },
  };
}

/** A header that counts; null where it is missing or no number. */
function count(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

const toRepo = (repo: z.output<typeof repoSchema>): ForgeRepo => ({
  id: String(repo.id),
  fullName: repo.full_name,
  cloneUrl: repo.clone_url ?? null,
  sshUrl: repo.ssh_url ?? null,
  webUrl: repo.html_url ?? null,
  defaultBranch: repo.default_branch || null,
  archived: repo.archived,
  empty: repo.empty,
  mirror: repo.mirror,
  fork: repo.fork,
  private: repo.private,
  pushedAt: null,
});
