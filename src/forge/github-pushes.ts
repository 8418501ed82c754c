import { openApi, type Network } from "./api.ts";
import type { ForgeAccount, ForgeRepo } from "./forge.ts";
import { githubDialect, githubRepo, ownerQueries } from "./github.ts";
import type { RepoQuery } from "./list-owners.ts";

/** Pages that one look reads at most; where there are more, all is fetched as if nobody had been asked. */
const mostPages = 100;

/** `at`: the server's own time of the answer, RFC 3339. */
export type Pushes = { repos: ForgeRepo[]; at: string };

/**
 * The repositories that were pushed to at or after `since` (RFC 3339; empty: all), the newest first, and those that
 * share a page with them. One request for everything that the token's user may see, or one for each of the account's owners.
 * GitHub's `pushed_at` moves with every push and with nothing else; no other forge tells such a time.
 * Null where too many have moved, or the server gives no date. Throws `auth`, `offline` and `forge`.
 */
export async function githubPushes(
  account: ForgeAccount,
  network: Network,
  since: string,
): Promise<Pushes | null> {
  const api = openApi(account, githubDialect, network);
  const read = githubRepo(account);
  const repos: ForgeRepo[] = [];
  let at: string | null = null;
  for (const choices of listsOf(account)) {
    for (const { path, query } of choices) {
      let isThere = true;
      for (let page = 1; ; page += 1) {
        const answer = await api.get(path, { ...query, ...newestFirst, per_page: 100, page });
        isThere = answer.status !== 404;
        if (!isThere || !Array.isArray(answer.json)) break;
        const date = new Date(answer.headers.get("date") ?? "");
        if (Number.isNaN(date.getTime()) || page === mostPages) return null;
        at ??= date.toISOString();
        const listed = answer.json.map(read);
        repos.push(...listed);
        const oldest = listed.at(-1)?.pushedAt ?? null;
        if (oldest === null || oldest < since) break;
      }
      if (isThere) break;
    }
  }
  return at === null ? null : { repos, at };
}

const newestFirst = { sort: "pushed", direction: "desc" };

function listsOf({ owners, own }: ForgeAccount): readonly (readonly RepoQuery[])[] {
  const everything = "owner,collaborator,organization_member";
  if (owners === null) return [[{ path: "/user/repos", query: { affiliation: everything } }]];
  const ofUser =
    own === "listed" ? [[{ path: "/user/repos", query: { affiliation: "owner" } }]] : [];
  return [...owners.map(ownerQueries), ...ofUser];
}
