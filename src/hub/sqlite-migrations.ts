import { revColumns } from "./counted-fields.ts";
import { guardTable, guardTexts, mendTexts, refuseNoText } from "./sqlite-texts.ts";
import { forgetPassed, sqliteNow as now, taskTriggers, triggers } from "./sqlite-triggers.ts";
import { refuseOtherThanUtf8, writtenTexts } from "./sqlite-utf8.ts";
import { tasksInOrder } from "./task-order.ts";

/** A step of the schema, and what it does to the rows of a database that had some: a new one is spared that. */
type Migration = { name: string; sql: string; rows?: string };

/**
 * The hub's schema on SQLite, oldest step first; those that are missing run in one transaction, and each is recorded in
 * `migrations`. PostgreSQL has the same tables under the same names; only triggers and the change
 * number are made differently there. Times are RFC 3339 UTC.
 */
export const sqliteMigrations: readonly Migration[] = [
  {
    name: "001-tables",
    sql: `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO meta (key, value) VALUES ('change', '0');

  CREATE TABLE repos (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE COLLATE NOCASE,
    remote_key TEXT UNIQUE,
    local_key TEXT UNIQUE,
    default_branch TEXT,
    forge_id TEXT,
    last_state_synced_at TEXT,
    last_pushed_at TEXT,
    last_pulled_at TEXT,
    created_at TEXT NOT NULL
  );

  CREATE TABLE checkouts (
    repo_id TEXT NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    machine TEXT NOT NULL,
    path TEXT NOT NULL,
    last_outcome TEXT NOT NULL,
    last_reason TEXT,
    last_detail TEXT,
    last_run_at TEXT NOT NULL,
    PRIMARY KEY (machine, path)
  );
  CREATE INDEX checkouts_by_repo ON checkouts (repo_id);

  CREATE TABLE workstreams (
    id TEXT PRIMARY KEY,
    repo_id TEXT NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    title TEXT,
    status TEXT,
    file TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT (${now}),
    updated_at TEXT NOT NULL DEFAULT (${now}),
    UNIQUE (repo_id, key)
  );

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    repo_id TEXT NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    workstream_id TEXT NOT NULL REFERENCES workstreams (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    status TEXT DEFAULT 'todo',
    priority TEXT,
    needs_human INTEGER NOT NULL DEFAULT 0 CHECK (needs_human IN (0, 1)),
    group_path TEXT NOT NULL DEFAULT '[]',
    position REAL NOT NULL DEFAULT 0,
    rev INTEGER NOT NULL DEFAULT 1,
    change INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT (${now}),
    updated_at TEXT NOT NULL DEFAULT (${now}),
    completed_at TEXT,
    removed_at TEXT,
    placed_by TEXT,
    UNIQUE (workstream_id, key)
  );
  CREATE INDEX tasks_by_change ON tasks (repo_id, change);
  -- The order in which dispatch hands out tasks; an archive of closed ones costs it nothing.
  ${tasksInOrder}

  -- By its trace here a sync sees that a row was deleted.
  CREATE TABLE deletions (
    repo_id TEXT NOT NULL,
    workstream_key TEXT NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (repo_id, workstream_key)
  ) WITHOUT ROWID;

  CREATE TABLE goals (
    id TEXT PRIMARY KEY,
    repo_id TEXT NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
    created_at TEXT NOT NULL DEFAULT (${now}),
    closed_at TEXT
  );
  CREATE UNIQUE INDEX goals_active ON goals (repo_id) WHERE status = 'active';
  CREATE INDEX goals_by_repo ON goals (repo_id, created_at);

  CREATE TABLE interventions (
    id TEXT PRIMARY KEY,
    repo_id TEXT NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    task_id TEXT REFERENCES tasks (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
    answer TEXT,
    created_at TEXT NOT NULL DEFAULT (${now}),
    resolved_at TEXT
  );
  CREATE UNIQUE INDEX interventions_open ON interventions (task_id) WHERE status = 'open';
  CREATE INDEX interventions_by_repo ON interventions (repo_id, status, created_at);

  CREATE TABLE conflicts (
    id TEXT PRIMARY KEY,
    repo_id TEXT NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    task_id TEXT NOT NULL,
    checkout TEXT NOT NULL,
    field TEXT NOT NULL,
    base TEXT,
    markdown TEXT,
    hub TEXT,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    chosen TEXT CHECK (chosen IN ('markdown', 'hub')),
    created_at TEXT NOT NULL DEFAULT (${now}),
    resolved_at TEXT
  );
  CREATE INDEX conflicts_open ON conflicts (repo_id, task_id) WHERE resolved_at IS NULL;

  CREATE TABLE sync_log (
    id INTEGER PRIMARY KEY,
    repo_id TEXT NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    direction TEXT NOT NULL,
    items INTEGER NOT NULL,
    at TEXT NOT NULL
  );
  CREATE INDEX sync_log_by_repo ON sync_log (repo_id, id);

  -- What a task and its row in another program's table said when they last agreed.
  CREATE TABLE table_bases (
    source TEXT NOT NULL,
    task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    in_hub TEXT,
    in_table TEXT,
    PRIMARY KEY (source, task_id)
  ) WITHOUT ROWID;

  -- The forges that were asked, with when they answered last and what went wrong since.
  CREATE TABLE forges (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    listed_at TEXT,
    tried_at TEXT NOT NULL,
    problem_code TEXT,
    problem TEXT,
    missing INTEGER NOT NULL DEFAULT 0
  );

  CREATE TABLE forge_repos (
    forge TEXT NOT NULL,
    forge_id TEXT NOT NULL,
    full_name TEXT NOT NULL,
    -- JSON array of the remote keys by which it can be reached
    keys TEXT NOT NULL,
    clone_url TEXT,
    ssh_url TEXT,
    web_url TEXT,
    default_branch TEXT,
    archived INTEGER NOT NULL DEFAULT 0,
    empty INTEGER NOT NULL DEFAULT 0,
    mirror INTEGER NOT NULL DEFAULT 0,
    fork INTEGER NOT NULL DEFAULT 0,
    private INTEGER NOT NULL DEFAULT 0,
    pushed_at TEXT,
    ignored INTEGER NOT NULL DEFAULT 0,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (forge, forge_id)
  );

  CREATE VIEW workstream_progress AS
    SELECT workstreams.id AS workstream_id, workstreams.repo_id, workstreams.key,
      count(tasks.id) AS total,
      count(CASE WHEN tasks.status IN ('done', 'cancelled') THEN 1 END) AS closed
    FROM workstreams LEFT JOIN tasks ON tasks.workstream_id = workstreams.id AND tasks.removed_at IS NULL
    GROUP BY workstreams.id;

  CREATE VIEW group_progress AS
    SELECT workstream_id, group_path, count(*) AS total,
      count(CASE WHEN status IN ('done', 'cancelled') THEN 1 END) AS closed
    FROM tasks WHERE removed_at IS NULL AND group_path <> '[]'
    GROUP BY workstream_id, group_path;

  ${triggers}
  `,
  },
  {
    name: "002-edits-revive",
    sql: `
  -- As before, and whoever edits a removed task has it back, whatever any checkout remembers of it. An answer to
  -- its open request clears needs_human, and is no edit.
  DROP TRIGGER tasks_changed;
  CREATE TRIGGER tasks_changed AFTER UPDATE OF id, repo_id, workstream_id, key, title, status, priority,
    needs_human, group_path, rev, change, created_at, updated_at, completed_at, removed_at ON tasks
  WHEN NEW.change = OLD.change
    OR NEW.change <> (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'change') BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    UPDATE tasks SET
      rev = OLD.rev + 1,
      change = (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'change'),
      updated_at = ${now},
      completed_at = CASE
        WHEN NEW.status IS NOT 'done' THEN NULL
        WHEN OLD.status IS 'done' THEN coalesce(NEW.completed_at, OLD.completed_at)
        ELSE ${now}
      END,
      removed_at = CASE
        WHEN NEW.removed_at IS OLD.removed_at AND (NEW.needs_human > OLD.needs_human
          OR (NEW.title, NEW.status, NEW.priority) IS NOT (OLD.title, OLD.status, OLD.priority)) THEN NULL
        ELSE NEW.removed_at
      END
    WHERE id = NEW.id;
  END;
  `,
  },
  {
    name: "003-receipts",
    sql: `
  -- The last transaction of each checkout and branch, by which one whose answer was lost is known to have happened.
  CREATE TABLE receipts (
    writer TEXT PRIMARY KEY,
    receipt TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  },
  {
    name: "004-order-by-usual-words",
    sql: `
  DROP INDEX tasks_in_order;
  ${tasksInOrder}
  `,
  },
  {
    name: "005-moves-between-repositories",
    sql: `
  -- As before, and a row that has gone to another repository is gone from where it was too.
  DROP TRIGGER tasks_moved;
  CREATE TRIGGER tasks_moved AFTER UPDATE OF key, workstream_id, repo_id ON tasks
  WHEN NEW.key <> OLD.key OR NEW.workstream_id <> OLD.workstream_id OR NEW.repo_id <> OLD.repo_id BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    INSERT OR REPLACE INTO deletions (repo_id, workstream_key, change)
    SELECT OLD.repo_id, workstreams.key, CAST(meta.value AS INTEGER) FROM meta, workstreams
    WHERE meta.key = 'change' AND workstreams.id = OLD.workstream_id;
  END;

  -- As before, and for every repository that has tasks in it: a row's own need not be its workstream's.
  DROP TRIGGER workstreams_deleted;
  CREATE TRIGGER workstreams_deleted BEFORE DELETE ON workstreams BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    INSERT OR REPLACE INTO deletions (repo_id, workstream_key, change)
    SELECT owners.repo_id, OLD.key, CAST(meta.value AS INTEGER)
    FROM meta, (SELECT OLD.repo_id AS repo_id UNION SELECT repo_id FROM tasks WHERE workstream_id = OLD.id) AS owners
    WHERE meta.key = 'change';
  END;
  `,
  },
  {
    name: "006-utf-8-alone",
    sql: `
  -- As before, and no text comes in that is not UTF-8: every process that reads it would end. Rows that are added
  -- together are spared the look, since only the driver adds them, which writes nothing else.
${taskTriggers(refuseOtherThanUtf8("tasks"), "row")}  ${(
      ["workstreams", "goals", "interventions"] as const
    )
      .map(
        (table) => `
  CREATE TRIGGER ${table}_added_in_utf8 BEFORE INSERT ON ${table} BEGIN
    ${refuseOtherThanUtf8(table)}
  END;
  CREATE TRIGGER ${table}_in_utf8 BEFORE UPDATE OF ${writtenTexts[table].join(", ")} ON ${table} BEGIN
    ${refuseOtherThanUtf8(table)}
  END;`,
      )
      .join("")}
  `,
  },
  {
    name: "007-text-alone",
    sql: `
  -- As before, for every column of text and all of what stands in it; what has come in is made text.
  ${["workstreams", "goals", "interventions"].map((table) => `DROP TRIGGER ${table}_added_in_utf8; DROP TRIGGER ${table}_in_utf8;`).join("\n  ")}
${taskTriggers(refuseNoText("tasks"), "row")}
  ${guardTexts()}
  `,
    rows: `
  PRAGMA defer_foreign_keys = ON;
  ${mendTexts()}
  `,
  },
  {
    name: "008-passed-words",
    sql: `
  -- How often each of a task's words has changed since it was added, and which ones it has had: what a file says once more
  -- may be older than what the hub has gone on to.
  CREATE TABLE passed_words (
    task_id TEXT NOT NULL,
    field TEXT NOT NULL,
    -- how often the field had changed once the word was gone
    rev INTEGER NOT NULL,
    word TEXT,
    PRIMARY KEY (task_id, field, rev)
  ) WITHOUT ROWID;
  ${guardTable("passed_words")}
${revColumns.map((name) => `  ALTER TABLE tasks ADD COLUMN ${name} INTEGER NOT NULL DEFAULT 0;`).join("\n")}
${taskTriggers(refuseNoText("tasks"), "fields")}${forgetPassed}  `,
  },
];
