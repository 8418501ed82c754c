import type { Network } from "./api.ts";
import type { ForgeAccount, ForgeKind, ForgeList } from "./forge.ts";
import { listGitea } from "./gitea.ts";
import { listGithub } from "./github.ts";
import { listGitlab } from "./gitlab.ts";

type List = (
  account: ForgeAccount,
  network: Network,
  known: ReadonlyMap<string, string>,
) => Promise<ForgeList>;

const lists = {
  gitea: listGitea,
  github: listGithub,
  gitlab: listGitlab,
} as const satisfies Record<ForgeKind, List>;

/**
 * Every repository that the account's user may see. `known` are the ids and full names of the last list: where
 * one of them is not found, the list is read twice. Throws `auth`, `offline`, `forge` and `config`, never gives
 * a list that a bad token has cut short.
 */
export const listForge: List = (account, network, known) =>
  lists[account.kind](account, network, known);
