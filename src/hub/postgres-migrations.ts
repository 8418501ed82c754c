/** Compared byte by byte, as SQLite compares, whatever the database's own language is. */
const text = `text COLLATE "C"`;

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
  INSERT INTO meta (key, value) VALUES ('change_offset', '0');

  CREATE FUNCTION hub_now() RETURNS text LANGUAGE sql AS $$
    SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  $$;
  CREATE FUNCTION hub_change() RETURNS bigint LANGUAGE sql SET search_path FROM CURRENT AS $$
    SELECT pg_current_xact_id()::text::bigint + value::bigint FROM meta WHERE key = 'change_offset'
  $$;

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
    rev bigint NOT NULL DEFAULT 1,
    change bigint NOT NULL DEFAULT 0,
    created_at ${text} NOT NULL DEFAULT hub_now(),
    updated_at ${text} NOT NULL DEFAULT hub_now(),
    completed_at ${text},
    removed_at ${text},
    UNIQUE (workstream_id, key)
  );
  CREATE INDEX tasks_by_change ON tasks (repo_id, change);
  CREATE INDEX tasks_by_number ON tasks (change);

  -- By its trace here a sync sees that a row was deleted.
  CREATE TABLE deletions (
    repo_id ${text} NOT NULL,
    workstream_key ${text} NOT NULL,
    change bigint NOT NULL,
    PRIMARY KEY (repo_id, workstream_key)
  );
  CREATE INDEX deletions_by_number ON deletions (change);

  CREATE FUNCTION hub_restoring() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('sync_hooks.restoring', true), '') = 'on'
  $$;

  CREATE FUNCTION hub_keep_task() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF hub_restoring() THEN RETURN NEW; END IF;
    NEW.change := hub_change();
    IF TG_OP = 'INSERT' THEN
      NEW.rev := 1;
      NEW.completed_at := CASE WHEN NEW.status = 'done' THEN coalesce(NEW.completed_at, hub_now()) END;
    ELSE
      NEW.rev := OLD.rev + 1;
      NEW.updated_at := hub_now();
      NEW.completed_at := CASE
        WHEN NEW.status IS DISTINCT FROM 'done' THEN NULL
        WHEN OLD.status = 'done' THEN coalesce(NEW.completed_at, OLD.completed_at)
        ELSE hub_now()
      END;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER tasks_added BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION hub_keep_task();
  CREATE TRIGGER tasks_changed BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION hub_keep_task();

  CREATE FUNCTION hub_touch_workstream() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    NEW.updated_at := hub_now();
    RETURN NEW;
  END $$;
  CREATE TRIGGER workstreams_touch BEFORE UPDATE OF key, title, status, file ON workstreams
    FOR EACH ROW EXECUTE FUNCTION hub_touch_workstream();

  CREATE FUNCTION hub_note_deleted_task() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    INSERT INTO deletions (repo_id, workstream_key, change)
    SELECT OLD.repo_id, key, hub_change() FROM workstreams WHERE id = OLD.workstream_id
    ON CONFLICT (repo_id, workstream_key) DO UPDATE SET change = excluded.change;
    RETURN OLD;
  END $$;
  CREATE TRIGGER tasks_deleted AFTER DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION hub_note_deleted_task();

  CREATE FUNCTION hub_note_deleted_workstream() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    INSERT INTO deletions (repo_id, workstream_key, change) VALUES (OLD.repo_id, OLD.key, hub_change())
    ON CONFLICT (repo_id, workstream_key) DO UPDATE SET change = excluded.change;
    RETURN OLD;
  END $$;
  CREATE TRIGGER workstreams_deleted BEFORE DELETE ON workstreams
    FOR EACH ROW EXECUTE FUNCTION hub_note_deleted_workstream();

  CREATE FUNCTION hub_note_emptied() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    INSERT INTO deletions (repo_id, workstream_key, change)
    SELECT repo_id, key, hub_change() FROM workstreams
    ON CONFLICT (repo_id, workstream_key) DO UPDATE SET change = excluded.change;
    RETURN NULL;
  END $$;
  CREATE TRIGGER tasks_emptied BEFORE TRUNCATE ON tasks
    FOR EACH STATEMENT EXECUTE FUNCTION hub_note_emptied();
  CREATE TRIGGER workstreams_emptied BEFORE TRUNCATE ON workstreams
    FOR EACH STATEMENT EXECUTE FUNCTION hub_note_emptied();

  CREATE TABLE goals (
    id ${text} PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    title ${text} NOT NULL,
    description ${text},
    status ${text} NOT NULL DEFAULT 'active',
    created_at ${text} NOT NULL DEFAULT hub_now()
  );

  CREATE TABLE interventions (
    id ${text} PRIMARY KEY,
    repo_id ${text} NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    task_id ${text} REFERENCES tasks (id) ON DELETE CASCADE,
    title ${text} NOT NULL,
    status ${text} NOT NULL DEFAULT 'open',
    created_at ${text} NOT NULL DEFAULT hub_now(),
    resolved_at ${text}
  );

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

  CREATE TABLE forge_repos (
    forge ${text} NOT NULL,
    forge_id ${text} NOT NULL,
    full_name ${text} NOT NULL,
    remote_key ${text} NOT NULL,
    repo_id ${text} REFERENCES repos (id) ON DELETE SET NULL,
    archived integer NOT NULL DEFAULT 0,
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
  `,
  },
];
