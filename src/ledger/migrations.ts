/** The ledger's schema, oldest step first; `PRAGMA user_version` counts the steps taken. Times are RFC 3339 UTC. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE checkouts (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL,
    repo_id TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    git_dir TEXT NOT NULL UNIQUE,
    common_dir TEXT NOT NULL,
    remote_key TEXT,
    hooks_state TEXT NOT NULL DEFAULT 'missing',
    paused_until TEXT,
    last_state_synced_at TEXT,
    last_pushed_at TEXT,
    last_pulled_at TEXT,
    registered_at TEXT NOT NULL
  );
  CREATE INDEX checkouts_by_slug ON checkouts (slug);
  CREATE INDEX checkouts_by_common_dir ON checkouts (common_dir);

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    trigger TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    started_at TEXT NOT NULL,
    duration_ms REAL NOT NULL,
    steps TEXT NOT NULL
  );
  CREATE INDEX runs_by_checkout ON runs (checkout_id, id);

  CREATE TABLE config_cache (
    checkout_path TEXT PRIMARY KEY,
    identity TEXT NOT NULL,
    config TEXT NOT NULL
  );
  `,
  `
  CREATE TABLE git_facts (
    git_dir TEXT PRIMARY KEY,
    files TEXT NOT NULL,
    identity TEXT NOT NULL,
    facts TEXT NOT NULL
  );

  CREATE TABLE branches (
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    pushed TEXT,
    conflict TEXT,
    PRIMARY KEY (checkout_id, branch)
  );
  `,
  `
  CREATE TABLE hook_installs (
    checkout_id INTEGER PRIMARY KEY REFERENCES checkouts (id) ON DELETE CASCADE,
    via TEXT NOT NULL,
    consent TEXT NOT NULL,
    directory TEXT,
    config_identity TEXT,
    -- What identified the hook files and their folder when they were last found whole.
    whole TEXT
  );

  -- What a person was last told of a checkout without asking.
  CREATE TABLE notices (
    checkout_id INTEGER PRIMARY KEY REFERENCES checkouts (id) ON DELETE CASCADE,
    state TEXT,
    told TEXT,
    at TEXT
  );

  -- Commands of repositories' own configs, by the hash of all of them. state: 'asked' or 'trusted'.
  CREATE TABLE trusts (
    clone TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (clone, hash)
  ) WITHOUT ROWID;

  -- Remotes that were asked for their default branch and name none.
  CREATE TABLE unnamed_defaults (
    common_dir TEXT NOT NULL,
    remote_key TEXT NOT NULL,
    PRIMARY KEY (common_dir, remote_key)
  ) WITHOUT ROWID;
  `,
  `
  -- What one hub and one branch of a checkout agreed on, workstream by workstream.
  CREATE TABLE base_scopes (
    id INTEGER PRIMARY KEY,
    hub_id TEXT NOT NULL,
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    workstream TEXT NOT NULL,
    UNIQUE (checkout_id, branch, hub_id, workstream)
  );

  -- The words that both sides held when they last agreed, a task a row. The field 'task' tells whether the
  -- task was there; the key '' is the workstream itself.
  CREATE TABLE bases (
    scope_id INTEGER NOT NULL REFERENCES base_scopes (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    -- JSON: {field: word}, or {field: [markdown, hub]} where the sides spell it differently, with how often the hub's
    -- word had changed as a third where it had
    words TEXT NOT NULL,
    PRIMARY KEY (scope_id, key)
  ) WITHOUT ROWID;

  -- What a long file's tasks said when it was last worked through; gone as soon as a base moves.
  CREATE TABLE snapshots (
    scope_id INTEGER PRIMARY KEY REFERENCES base_scopes (id) ON DELETE CASCADE,
    -- The hub's change number up to which its rows had been seen.
    change INTEGER NOT NULL,
    -- A line a task, in the file's order.
    keys TEXT NOT NULL,
    -- A float of 8 bytes a task, in the machine's own byte order.
    prints BLOB NOT NULL,
    positions BLOB NOT NULL,
    -- JSON: the keys that are to be looked at again in any case
    restless TEXT NOT NULL
  );

  -- The journal of file writes that HEAD does not hold yet, oldest first.
  CREATE TABLE writes (
    id INTEGER PRIMARY KEY,
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    path TEXT NOT NULL,
    hub_id TEXT NOT NULL,
    workstream TEXT NOT NULL,
    before_hash TEXT NOT NULL,
    after_hash TEXT NOT NULL,
    before_bytes BLOB NOT NULL,
    -- JSON: [{key, field, before: {markdown, hub}, after: {markdown, hub}}]
    bases TEXT NOT NULL,
    at TEXT NOT NULL
  );
  CREATE INDEX writes_by_path ON writes (checkout_id, branch, path, id);

  -- Files with nothing left to do, recognised by their identity.
  CREATE TABLE files (
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    path TEXT NOT NULL,
    identity TEXT NOT NULL,
    recorded_ms INTEGER NOT NULL,
    hash TEXT NOT NULL,
    workstream TEXT,
    settled INTEGER NOT NULL,
    -- 1: HEAD is not known to hold what was read; that it is gone again would show in no commit.
    loose INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (checkout_id, branch, path)
  ) WITHOUT ROWID;
  CREATE INDEX files_by_workstream ON files (checkout_id, branch, workstream);
  CREATE INDEX files_to_look_at ON files (checkout_id, branch) WHERE settled = 0 OR loose = 1;

  -- The hub as a branch of a checkout last saw it.
  CREATE TABLE hub_seen (
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    hub_id TEXT NOT NULL,
    change INTEGER NOT NULL,
    head TEXT,
    listing TEXT,
    PRIMARY KEY (checkout_id, branch)
  );
  `,
  `
  -- Made once for each clone, in its git directory: by it a clone is told from another at the same place.
  ALTER TABLE checkouts ADD COLUMN local_key TEXT;

  -- JSON: the hub ids that a write put into the file.
  ALTER TABLE writes ADD COLUMN hub_ids TEXT NOT NULL DEFAULT '[]';

  -- What every file known then was given, as bits: 1 hub ids, 2 tasks of the hub, 4 a status of its own.
  ALTER TABLE hub_seen ADD COLUMN tended INTEGER NOT NULL DEFAULT 0;

  -- markdown, hub or ask: which side leads at the first reconcile with an adopted hub.
  ALTER TABLE hub_seen ADD COLUMN lead TEXT;

  -- JSON: the patterns by which the known files were found.
  ALTER TABLE hub_seen ADD COLUMN patterns TEXT;
  `,
  `
  -- The last fetch from a remote whose forge can tell of pushes.
  CREATE TABLE fetches (
    checkout_id INTEGER PRIMARY KEY REFERENCES checkouts (id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    pushed_at TEXT NOT NULL,
    fetched_at TEXT NOT NULL
  );

  -- What a forge has told of the last pushes. JSON: {id: {pushedAt, keys}}
  CREATE TABLE forge_looks (
    account TEXT PRIMARY KEY,
    repos TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- Bases that a transaction of the hub confirms, noted before it: its receipt tells later whether it happened.
  CREATE TABLE unconfirmed (
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    hub_id TEXT NOT NULL,
    receipt TEXT NOT NULL,
    -- JSON: [[workstream, {set, forget}]]
    bases TEXT NOT NULL,
    PRIMARY KEY (checkout_id, branch)
  ) WITHOUT ROWID;
  `,
  `
  -- JSON: the stretches of the file that can be read apart from the others; null where it is read as a whole
  ALTER TABLE snapshots ADD COLUMN sections TEXT;
  `,
  `
  -- Whether the bases that a file's write confirms have been moved: a process may die in between.
  ALTER TABLE writes ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 1;
  `,
  `
  -- What the last check of a checkout went by; the files' findings hold for nothing else.
  CREATE TABLE checks (
    checkout_id INTEGER PRIMARY KEY REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    hub_id TEXT NOT NULL,
    -- The sources of the program that checked.
    program TEXT NOT NULL,
    -- The hub's change number up to which its rows had been seen.
    change INTEGER NOT NULL
  );

  -- What a check has found in a file; gone as soon as a base of its workstream moves.
  CREATE TABLE checked_files (
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    identity TEXT NOT NULL,
    format TEXT NOT NULL,
    workstream TEXT,
    -- The id of the hub's row of that workstream; null: it had none.
    workstream_id TEXT,
    -- The hub id that the file names for it.
    named_id TEXT,
    tasks INTEGER NOT NULL,
    -- JSON: [[finding], [finding]], what the file says of itself and where it differs from the hub
    findings TEXT NOT NULL,
    PRIMARY KEY (checkout_id, path)
  ) WITHOUT ROWID;
  CREATE INDEX checked_files_by_workstream ON checked_files (checkout_id, workstream);
  `,
  `
  -- The hub's last restore, by which the numbers of changes before and after it are told apart.
  ALTER TABLE hub_seen ADD COLUMN restore TEXT;
  ALTER TABLE checks ADD COLUMN restore TEXT;
  `,
  `
  -- The commit that HEAD named when the file could be read last, where HEAD has moved since; '' where none was known.
  ALTER TABLE writes ADD COLUMN head_seen TEXT;
  `,
  `
  -- A program that kept no such commit may have let HEAD move on while a file could not be read: none is known then.
  UPDATE writes SET head_seen = '' WHERE head_seen IS NULL AND NOT EXISTS (
    SELECT 1 FROM files WHERE files.checkout_id = writes.checkout_id AND files.branch = writes.branch
      AND files.path = writes.path AND files.identity <> 'unreadable'
  );
  `,
  `
  -- Each write keeps the commit that HEAD named when it was made, or was held against HEAD since.
  UPDATE writes SET head_seen = (
    SELECT head FROM hub_seen
      WHERE hub_seen.checkout_id = writes.checkout_id AND hub_seen.branch = writes.branch
  ) WHERE head_seen IS NULL;
  `,
  `
  -- More than one transaction may be open: of a long list the next one is noted while this one is written.
  -- Under another name: a program before this one would replace what it did not write.
  CREATE TABLE open_transactions (
    id INTEGER PRIMARY KEY,
    checkout_id INTEGER NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    hub_id TEXT NOT NULL,
    receipt TEXT NOT NULL,
    -- JSON: [[workstream, {set, forget}]]
    bases TEXT NOT NULL
  );
  CREATE INDEX open_transactions_by_checkout ON open_transactions (checkout_id, branch);
  INSERT INTO open_transactions (checkout_id, branch, hub_id, receipt, bases)
    SELECT checkout_id, branch, hub_id, receipt, bases FROM unconfirmed;
  DROP TABLE unconfirmed;
  `,
  `
  -- Where others write meanwhile, rows of higher numbers can be read than all up to them have been looked at.
  ALTER TABLE hub_seen ADD COLUMN latest INTEGER NOT NULL DEFAULT 0;
  UPDATE hub_seen SET latest = change;
  `,
];
