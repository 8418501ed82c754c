import { clock, countFieldChanges, editsRevive, noteMoves, triggers } from "./postgres-triggers.ts";
import { tasksInOrder } from "./task-order.ts";

/** Compared byte by byte, as SQLite compares, whatever the database's own language is. */
const text = `text COLLATE "C"`;

/** Whoever has rights on the tasks gets the same on a table that an upgrade adds: a team's roles need not own any. */
const rightsAsOnTasks = (table: string) => `
  DO $$
  DECLARE held record;
  BEGIN
    FOR held IN SELECT acl.* FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) AS acl
      WHERE pg_class.oid = 'tasks'::regclass
    LOOP
      EXECUTE format('GRANT %s ON ${table} TO %s %s', held.privilege_type,
        CASE held.grantee WHEN 0 THEN 'PUBLIC' ELSE held.grantee::regrole::text END,
        CASE WHEN held.is_grantable THEN 'WITH GRANT OPTION' END);
    END LOOP;
  END $$;
`;

/**
 * The hub's schema on PostgreSQL: the same tables and columns as on SQLite under the same names. A task's
 * change number is its writing transaction's id, moved by `change_offset` where the rows came from another
 * database; the setting `sync_hooks.restoring` lets a restore keep the numbers that it brings.
 */
export const postgresMigrations: readonly { name: string; sql: string }[] = [
  {
    name: "001-tables",
    sql: `
  CREATE TABLE meta (key ${text} PRIMARY KEY, value ${text} NOT NULL);
  INSERT INTO meta (key, value) VALUES ('change_offset', '0'), ('change_floor', '0');

  ${clock}
  CREATE TABLE repos (
    id ${text} PRIMARY KEY,
    slug ${text} NOT NULL,
    remote_key ${text} UNIQUE,
    local_key ${text} UNIQUE,
    default_branch ${text},
    forge_id ${text},
    last_state_synced_at ${text},
    last_pushed_at ${text},
    last_pulled_at ${text},
    created_at ${text} NOT NULL
  );
  CREATE UNIQUE INDEX repos_by_slug ON repos (lower(slug));

  CREATE TABLE checkouts (
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    machine ${text} NOT NULL,
    path ${text} NOT NULL,
    last_outcome ${text} NOT NULL,
    last_reason ${text},
    last_detail ${text},
    last_run_at ${text} NOT NULL,
    PRIMARY KEY (machine, path)
  );
  CREATE INDEX checkouts_by_repo ON checkouts (repo_id);

  CREATE TABLE workstreams (
    id ${text} PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    key ${text} NOT NULL,
    title ${text},
    status ${text},
    file ${text} NOT NULL,
    created_at ${text} NOT NULL DEFAULT hub_now(),
    updated_at ${text} NOT NULL DEFAULT hub_now(),
    UNIQUE (repo_id, key)
  );

  CREATE TABLE tasks (
    id ${text} PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    workstream_id ${text} NOT NULL REFERENCES workstreams (id) ON DELETE CASCADE,
    key ${text} NOT NULL,
    title ${text} NOT NULL DEFAULT '',
    status ${text} DEFAULT 'todo',
    priority ${text},
    needs_human integer NOT NULL DEFAULT 0 CHECK (needs_human IN (0, 1)),
    group_path ${text} NOT NULL DEFAULT '[]',
    position double precision NOT NULL DEFAULT 0,
    rev bigint NOT NULL DEFAULT 1,
    change bigint NOT NULL DEFAULT 0,
    created_at ${text} NOT NULL DEFAULT hub_now(),
    updated_at ${text} NOT NULL DEFAULT hub_now(),
    completed_at ${text},
    removed_at ${text},
    placed_by ${text},
    UNIQUE (workstream_id, key)
  );
  CREATE INDEX tasks_by_change ON tasks (repo_id, change);
  CREATE INDEX tasks_by_number ON tasks (change);
  ${tasksInOrder}

  -- By its trace here a sync sees that a row was deleted.
  CREATE TABLE deletions (
    repo_id ${text} NOT NULL,
    workstream_key ${text} NOT NULL,
    change bigint NOT NULL,
    PRIMARY KEY (repo_id, workstream_key)
  );
  CREATE INDEX deletions_by_number ON deletions (change);

  CREATE TABLE goals (
    id ${text} PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    title ${text} NOT NULL,
    description ${text},
    status ${text} NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
    created_at ${text} NOT NULL DEFAULT hub_now(),
    closed_at ${text}
  );
  CREATE UNIQUE INDEX goals_active ON goals (repo_id) WHERE status = 'active';
  CREATE INDEX goals_by_repo ON goals (repo_id, created_at);

  CREATE TABLE interventions (
    id ${text} PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    task_id ${text} REFERENCES tasks (id) ON DELETE CASCADE,
    title ${text} NOT NULL,
    status ${text} NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
    answer ${text},
    created_at ${text} NOT NULL DEFAULT hub_now(),
    resolved_at ${text}
  );
  CREATE UNIQUE INDEX interventions_open ON interventions (task_id) WHERE status = 'open';
  CREATE INDEX interventions_by_repo ON interventions (repo_id, status, created_at);

  CREATE TABLE conflicts (
    id ${text} PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    task_id ${text} NOT NULL,
    checkout ${text} NOT NULL,
    field ${text} NOT NULL,
    base ${text},
    markdown ${text},
    hub ${text},
    file ${text} NOT NULL,
    line integer NOT NULL,
    chosen ${text} CHECK (chosen IN ('markdown', 'hub')),
    created_at ${text} NOT NULL DEFAULT hub_now(),
    resolved_at ${text}
  );
  CREATE INDEX conflicts_open ON conflicts (repo_id, task_id) WHERE resolved_at IS NULL;

  CREATE TABLE sync_log (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    direction ${text} NOT NULL,
    items integer NOT NULL,
    at ${text} NOT NULL
  );
  CREATE INDEX sync_log_by_repo ON sync_log (repo_id, id);

  -- What a task and its row in another program's table said when they last agreed.
  CREATE TABLE table_bases (
    source ${text} NOT NULL,
    task_id ${text} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    in_hub ${text},
    in_table ${text},
    PRIMARY KEY (source, task_id)
  );

  -- The forges that were asked, with when they answered last and what went wrong since.
  CREATE TABLE forges (
    name ${text} PRIMARY KEY,
    kind ${text} NOT NULL,
    url ${text} NOT NULL,
    listed_at ${text},
    tried_at ${text} NOT NULL,
    problem_code ${text},
    problem ${text},
    missing integer NOT NULL DEFAULT 0
  );

  CREATE TABLE forge_repos (
    forge ${text} NOT NULL,
    forge_id ${text} NOT NULL,
    full_name ${text} NOT NULL,
    -- JSON array of the remote keys by which it can be reached
    keys ${text} NOT NULL,
    clone_url ${text},
    ssh_url ${text},
    web_url ${text},
    default_branch ${text},
    archived integer NOT NULL DEFAULT 0,
    empty integer NOT NULL DEFAULT 0,
    mirror integer NOT NULL DEFAULT 0,
    fork integer NOT NULL DEFAULT 0,
    private integer NOT NULL DEFAULT 0,
    pushed_at ${text},
    ignored integer NOT NULL DEFAULT 0,
    seen_at ${text} NOT NULL,
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
  { name: "002-edits-revive", sql: editsRevive },
  {
    name: "003-receipts",
    sql: `
  -- The last transaction of each checkout and branch, by which one whose answer was lost is known to have happened.
  CREATE TABLE receipts (writer ${text} PRIMARY KEY, receipt ${text} NOT NULL);
  ${rightsAsOnTasks("receipts")}
  `,
  },
  {
    name: "004-order-by-usual-words",
    sql: `
  DROP INDEX tasks_in_order;
  ${tasksInOrder}
  `,
  },
  { name: "005-moves-between-repositories", sql: noteMoves },
  // SQLite is told to refuse other bytes than UTF-8; PostgreSQL does so by itself.
  { name: "006-utf-8-alone", sql: "SELECT 1" },
  { name: "007-text-alone", sql: "SELECT 1" },
  {
    name: "008-passed-words",
    sql: `
  ${countFieldChanges(text)}
  ${rightsAsOnTasks("passed_words")}
  `,
  },
];
