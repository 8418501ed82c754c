/** The kinds of forge whose API is spoken; Forgejo speaks Gitea's. */
export const forgeKinds = ["gitea", "github", "gitlab"] as const;
export type ForgeKind = (typeof forgeKinds)[number];

/** One forge as its user sees it. */
export type ForgeAccount = {
  /** What the user calls it. */
  name: string;
  kind: ForgeKind;
  /** Where its pages begin, without a slash at the end: `https://git.example.org`, `https://host/git`. */
  url: string;
  /** Null: what everybody may see. */
  token: string | null;
  /** Organisations, groups or users whose repositories are listed; null: every organisation of the token's user. */
  owners: readonly string[] | null;
  /** Whether the token's user's own repositories are listed too. */
  own: "listed" | "left-out";
};

/** One repository as its forge describes it. */
export type ForgeRepo = {
  /** The forge's own id, which a rename or a transfer leaves as it is. */
  id: string;
  /** `owner/name`, on GitLab with every group: `group/subgroup/name`. */
  fullName: string;
  cloneUrl: string | null;
  sshUrl: string | null;
  webUrl: string | null;
  defaultBranch: string | null;
  archived: boolean;
  empty: boolean;
  mirror: boolean;
  fork: boolean;
  private: boolean;
  /** When something was last pushed, RFC 3339; null where the forge does not tell (Gitea, GitLab) or nothing was. */
  pushedAt: string | null;
};

/** What a forge has listed. `missing`: how many more it says there are than it has shown. */
export type ForgeList = { repos: ForgeRepo[]; missing: number };
