import { SyncError } from "../core/errors.ts";
import type { Answer, ForgeApi } from "./api.ts";
import type { ForgeList, ForgeRepo } from "./forge.ts";
import { readPages, type ReadPage } from "./pages.ts";

/** A list of repositories at `path`, which may be asked in several ways. */
export type RepoQuery = {
  path: string;
  query?: Query;
  /** For a list whose pages are not numbered: what asks for the one behind this id, null for the first. */
  pageAfter?: (id: string | null) => Query;
};

type Query = Readonly<Record<string, string | number>>;

/** How one kind of forge lists things; each says how its pages are asked for and read. */
export type Lister = {
  /** The size of a page and its number, in the forge's own words. */
  pageQuery: (number: number) => Query;
  /** How many the whole list has; null where the forge does not say. */
  total: (answer: Answer) => number | null;
  readRepo: (item: unknown) => ForgeRepo;
  readOwner: (item: unknown) => string;
  /** Tried in turn for one owner: the next where the forge knows no such organisation. */
  ownerQueries: (owner: string) => readonly RepoQuery[];
  ownersQuery: RepoQuery;
  /** Of the owners that are listed, those whose repositories no other one's list holds too. */
  distinctOwners?: (owners: readonly string[]) => string[];
  ownQuery: RepoQuery;
};

/**
 * Lists what the account's user may see of its owners and of their own. The token is proved first, since a forge
 * may answer a bad one with what is public. `known` are the ids of the last list (see readPages).
 * Throws `auth`, `offline`, `forge`, and `config` where an owner is not there.
 */
export async function listOwners(
  api: ForgeApi,
  lister: Lister,
  known: ReadonlyMap<string, string>,
): Promise<ForgeList> {
  const { account } = api;
  if (account.token !== null) await proveToken(api);
  const queries: (readonly RepoQuery[])[] = [];
  const owners = account.owners ?? (account.token === null ? [] : await ownersOf(api, lister));
  for (const owner of owners) queries.push(lister.ownerQueries(owner));
  if (account.own === "listed" && account.token !== null) queries.push([lister.ownQuery]);
  if (queries.length === 0)
    throw new SyncError("config", `the forge ${account.name} has neither owners nor a token`, {
      hint: "name its owners in config.yaml, or give it a token",
    });
  const repos = new Map<string, ForgeRepo>();
  let missing = 0;
  for (const [index, choices] of queries.entries()) {
    const owner = owners[index] ?? null;
    const expected = [...known].flatMap(([id, fullName]) =>
      owner !== null && fullName.toLowerCase().startsWith(`${owner.toLowerCase()}/`) ? [id] : [],
    );
    const list = await listFirst(api, lister, choices, expected);
    if (list === null) throw noOwner(api, owner ?? "");
    for (const repo of list.items) repos.set(repo.id, repo);
    missing += list.missing;
  }
  return { repos: [...repos.values()], missing };
}

async function proveToken(api: ForgeApi): Promise<void> {
  const { status } = await api.get("/user");
  if (status === 404)
    throw new SyncError("forge", `${api.account.url} does not answer like ${api.account.kind}`, {
      hint: "check the forge's url and kind in config.yaml",
    });
}

async function ownersOf(api: ForgeApi, lister: Lister): Promise<string[]> {
  const list = await readList(api, lister, lister.ownersQuery, lister.readOwner, (owner) => owner);
  const owners = list?.items ?? [];
  return lister.distinctOwners?.(owners) ?? owners;
}

/** The first of the queries that the forge knows; null where it knows none. */
async function listFirst(
  api: ForgeApi,
  lister: Lister,
  choices: readonly RepoQuery[],
  expected: readonly string[],
) {
  for (const choice of choices) {
    const list = await readList(api, lister, choice, lister.readRepo, ({ id }) => id, expected);
    if (list !== null) return list;
  }
  return null;
}

async function readList<T>(
  api: ForgeApi,
  lister: Lister,
  { path, query, pageAfter }: RepoQuery,
  read: (item: unknown) => T,
  idOf: (item: T) => string,
  expected: readonly string[] = [],
): Promise<{ items: T[]; missing: number } | null> {
  let isThere = true;
  const readPage: ReadPage<T> = async (number, last) => {
    const page = pageAfter?.(last === null ? null : idOf(last)) ?? lister.pageQuery(number);
    const answer = await api.get(path, { ...query, ...page });
    if (answer.status === 404) {
      isThere = false;
      return { items: [], total: null };
    }
    if (!Array.isArray(answer.json)) throw noList(api, path);
    return { items: answer.json.map(read), total: lister.total(answer) };
  };
  const list = await readPages(readPage, idOf, expected);
  return isThere ? list : null;
}

const noList = ({ account }: ForgeApi, path: string) =>
  new SyncError("forge", `the forge ${account.name} answered ${path} with no list`, {
    hint: "check its url and kind in config.yaml",
  });

const noOwner = ({ account }: ForgeApi, owner: string) =>
  new SyncError("config", `the forge ${account.name} knows no organisation or user ${owner}`, {
    hint: "correct its owners in config.yaml, or use a token that may see it",
  });
