import type { Ledger } from "./open.ts";

export type HooksState = "installed" | "missing" | "drifted" | "foreign";

/** One registered working tree on this machine. Paths are absolute, symbolic links resolved. */
export type Checkout = {
  id: number;
  slug: string;
  /** The hub's id of the repository. */
  repoId: string;
  /** The top of the working tree. */
  path: string;
  gitDir: string;
  commonDir: string;
  /** `host/owner/name` of the remote, or null where the repository has none. */
  remoteKey: string | null;
  /** Made once for each clone; null where it was registered before that was kept. */
  localKey: string | null;
  hooksState: HooksState;
  /** RFC 3339 UTC, like every time here; a pause without end is `9999-12-31T23:59:59Z`. */
  pausedUntil: string | null;
  lastStateSyncedAt: string | null;
  lastPushedAt: string | null;
  lastPulledAt: string | null;
  registeredAt: string;
};

export type NewCheckout = Pick<
  Checkout,
  "slug" | "repoId" | "path" | "gitDir" | "commonDir" | "remoteKey" | "registeredAt"
> & { localKey: string };

const columns = `id, slug, repo_id AS repoId, path, git_dir AS gitDir, common_dir AS commonDir,
  remote_key AS remoteKey, local_key AS localKey, hooks_state AS hooksState, paused_until AS pausedUntil,
  last_state_synced_at AS lastStateSyncedAt, last_pushed_at AS lastPushedAt,
  last_pulled_at AS lastPulledAt, registered_at AS registeredAt`;

/**
 * Registers a checkout, or brings its entry up to date: pause, runs and hooks stay, also where its remote has
 * another name now, or it was cloned anew. What it and the hub agreed on stays only where neither is the case.
 * Another repository that stood at this place is forgotten with its history, which says nothing about this one.
 */
export function putCheckout(ledger: Ledger, checkout: NewCheckout): Checkout {
  const { slug, repoId, path, gitDir, commonDir, remoteKey, localKey, registeredAt } = checkout;
  const forget = ledger.db.prepare(
    `DELETE FROM checkouts
      WHERE (path = ? AND git_dir <> ?) OR (git_dir = ? AND repo_id <> ? AND local_key <> ?)`,
  );
  const put = ledger.db.prepare(
    `INSERT INTO checkouts (slug, repo_id, path, git_dir, common_dir, remote_key, local_key, registered_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (git_dir) DO UPDATE SET slug = excluded.slug, repo_id = excluded.repo_id,
       path = excluded.path, common_dir = excluded.common_dir, remote_key = excluded.remote_key,
       local_key = excluded.local_key`,
  );
  ledger.db.transaction(() => {
    forget.run(path, gitDir, gitDir, repoId, localKey);
    const known = findByGitDir(ledger, gitDir);
    if (known && (known.repoId !== repoId || (known.localKey ?? localKey) !== localKey))
      forgetAgreement(ledger, known.id);
    put.run(slug, repoId, path, gitDir, commonDir, remoteKey, localKey, registeredAt);
  })();
  return findByGitDir(ledger, gitDir) as Checkout;
}

/** Without its bases a checkout meets the hub as for the first time: what differs becomes a conflict. */
function forgetAgreement(ledger: Ledger, id: number): void {
  for (const table of [
    "base_scopes",
    "open_transactions",
    "writes",
    "files",
    "hub_seen",
    "checked_files",
  ])
    ledger.db.prepare(`DELETE FROM ${table} WHERE checkout_id = ?`).run(id);
}

/** Says where a registered checkout lies now; its history stays. */
export function moveCheckout(
  ledger: Ledger,
  id: number,
  to: Pick<Checkout, "path" | "gitDir" | "commonDir">,
): void {
  ledger.db
    .prepare("UPDATE checkouts SET path = ?, git_dir = ?, common_dir = ? WHERE id = ?")
    .run(to.path, to.gitDir, to.commonDir, id);
}

/** Every registered checkout, by slug and path. */
export function listCheckouts(ledger: Ledger): Checkout[] {
  return ledger.db
    .prepare(`SELECT ${columns} FROM checkouts ORDER BY slug, path`)
    .all() as Checkout[];
}

export function findByGitDir(ledger: Ledger, gitDir: string): Checkout | null {
  return one(ledger.db.prepare(`SELECT ${columns} FROM checkouts WHERE git_dir = ?`).all(gitDir));
}

/** The registered checkouts that share one common git directory (a repository and its linked worktrees). */
export function listByCommonDir(ledger: Ledger, commonDir: string): Checkout[] {
  return ledger.db
    .prepare(`SELECT ${columns} FROM checkouts WHERE common_dir = ? ORDER BY path`)
    .all(commonDir) as Checkout[];
}

export function removeCheckout(ledger: Ledger, id: number): void {
  ledger.db.prepare("DELETE FROM checkouts WHERE id = ?").run(id);
}

const changeable = {
  hooksState: "hooks_state",
  pausedUntil: "paused_until",
  lastStateSyncedAt: "last_state_synced_at",
  lastPushedAt: "last_pushed_at",
  lastPulledAt: "last_pulled_at",
} as const;

export type CheckoutChange = Partial<Pick<Checkout, keyof typeof changeable>>;

/** Sets the given fields of one checkout and leaves the others alone. */
export function updateCheckout(ledger: Ledger, id: number, change: CheckoutChange): void {
  const fields = Object.entries(change) as [keyof typeof changeable, string | null][];
  if (fields.length === 0) return;
  const assignments = fields.map(([field]) => `${changeable[field]} = ?`).join(", ");
  ledger.db
    .prepare(`UPDATE checkouts SET ${assignments} WHERE id = ?`)
    .run(...fields.map(([, value]) => value), id);
}

const one = (rows: unknown[]) => (rows[0] as Checkout | undefined) ?? null;
