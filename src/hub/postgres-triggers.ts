import { countedFields, keptChanges, removedRev, revColumns } from "./counted-fields.ts";

/** The database's time, and the number of the transaction that writes. */
export const clock = `
  CREATE FUNCTION hub_now() RETURNS text LANGUAGE sql AS $$
    SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  $$;
  CREATE FUNCTION hub_change() RETURNS bigint LANGUAGE sql SET search_path FROM CURRENT AS $$
    SELECT pg_current_xact_id()::text::bigint + value::bigint FROM meta WHERE key = 'change_offset'
  $$;
`;

/** What the hub's tables keep by themselves, whoever writes them; each pair of tables and triggers is as on SQLite. */
export const triggers = `
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
  CREATE TRIGGER tasks_changed BEFORE UPDATE OF id, repo_id, workstream_id, key, title, status, priority,
    needs_human, group_path, rev, change, created_at, updated_at, completed_at, removed_at ON tasks
    FOR EACH ROW EXECUTE FUNCTION hub_keep_task();

  CREATE FUNCTION hub_touch_workstream() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    NEW.updated_at := hub_now();
    RETURN NEW;
  END $$;
  CREATE TRIGGER workstreams_touch BEFORE UPDATE OF key, title, status, file ON workstreams
    FOR EACH ROW EXECUTE FUNCTION hub_touch_workstream();

  CREATE FUNCTION hub_note_deleted_task() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF hub_restoring() THEN RETURN OLD; END IF;
    INSERT INTO deletions (repo_id, workstream_key, change)
    SELECT OLD.repo_id, key, hub_change() FROM workstreams WHERE id = OLD.workstream_id
    ON CONFLICT (repo_id, workstream_key) DO UPDATE SET change = excluded.change;
    RETURN OLD;
  END $$;
  CREATE TRIGGER tasks_deleted AFTER DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION hub_note_deleted_task();
  -- A row that has got another key, or gone to another workstream, is gone from where it was.
  CREATE TRIGGER tasks_moved AFTER UPDATE OF key, workstream_id ON tasks FOR EACH ROW
    WHEN (NEW.key <> OLD.key OR NEW.workstream_id <> OLD.workstream_id)
    EXECUTE FUNCTION hub_note_deleted_task();

  CREATE FUNCTION hub_note_deleted_workstream() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF hub_restoring() THEN RETURN OLD; END IF;
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

  -- A task's needs_human and its open intervention are one thing: whoever writes the one moves the other.
  -- Each trigger writes only what does not stand yet, so that the pair comes to rest.
  CREATE FUNCTION hub_ask_human() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF hub_restoring() THEN RETURN NULL; END IF;
    IF NEW.needs_human = 0 THEN
      UPDATE interventions SET status = 'resolved' WHERE task_id = NEW.id AND status = 'open';
    ELSE
      INSERT INTO interventions (id, repo_id, task_id, title)
      VALUES (gen_random_uuid()::text, NEW.repo_id, NEW.id, NEW.title)
      ON CONFLICT (task_id) WHERE status = 'open' DO NOTHING;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER tasks_need_human_added AFTER INSERT ON tasks
    FOR EACH ROW WHEN (NEW.needs_human = 1) EXECUTE FUNCTION hub_ask_human();
  CREATE TRIGGER tasks_need_human AFTER UPDATE OF needs_human ON tasks
    FOR EACH ROW WHEN (NEW.needs_human <> OLD.needs_human) EXECUTE FUNCTION hub_ask_human();

  CREATE FUNCTION hub_date_answer() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    NEW.resolved_at := CASE WHEN NEW.status = 'resolved' THEN hub_now() END;
    RETURN NEW;
  END $$;
  CREATE TRIGGER interventions_dated BEFORE UPDATE OF status ON interventions
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION hub_date_answer();

  CREATE FUNCTION hub_mark_task() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  DECLARE
    task text := CASE WHEN TG_OP = 'DELETE' THEN OLD.task_id ELSE NEW.task_id END;
    needed integer := CASE WHEN TG_OP <> 'DELETE' AND NEW.status = 'open' THEN 1 ELSE 0 END;
  BEGIN
    IF NOT hub_restoring() THEN
      UPDATE tasks SET needs_human = needed WHERE id = task AND needs_human <> needed;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER interventions_added AFTER INSERT ON interventions
    FOR EACH ROW WHEN (NEW.status = 'open') EXECUTE FUNCTION hub_mark_task();
  CREATE TRIGGER interventions_changed AFTER UPDATE OF status ON interventions
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION hub_mark_task();
  CREATE TRIGGER interventions_deleted AFTER DELETE ON interventions
    FOR EACH ROW WHEN (OLD.status = 'open') EXECUTE FUNCTION hub_mark_task();
`;

const isEdited = `NEW.removed_at IS NOT DISTINCT FROM OLD.removed_at AND (NEW.needs_human > OLD.needs_human
        OR (NEW.title, NEW.status, NEW.priority) IS DISTINCT FROM (OLD.title, OLD.status, OLD.priority))`;

const counted = Object.entries(countedFields);

const restFields = revColumns.map((rev) => `\n      NEW.${rev} := 0;`).join("");

const countFields = `${counted
  .map(
    ([name, rev]) => `
      NEW.${rev} := OLD.${rev} + (NEW.${name} IS DISTINCT FROM OLD.${name})::int;`,
  )
  .join("")}
      NEW.${removedRev} := OLD.${removedRev} + ((NEW.removed_at IS NULL) <> (OLD.removed_at IS NULL))::int;`;

/**
 * As `hub_keep_task` was, and whoever edits a removed task has it back, whatever any checkout remembers of it. An
 * answer to its open request clears `needs_human`, and is no edit. From step 008 on it also counts, field by field.
 */
const keepTask = (counts: "row" | "fields"): string => `
  CREATE OR REPLACE FUNCTION hub_keep_task() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF hub_restoring() THEN RETURN NEW; END IF;
    NEW.change := hub_change();
    IF TG_OP = 'INSERT' THEN
      NEW.rev := 1;${counts === "fields" ? restFields : ""}
      NEW.completed_at := CASE WHEN NEW.status = 'done' THEN coalesce(NEW.completed_at, hub_now()) END;
    ELSE
      NEW.rev := OLD.rev + 1;
      NEW.updated_at := hub_now();
      NEW.completed_at := CASE
        WHEN NEW.status IS DISTINCT FROM 'done' THEN NULL
        WHEN OLD.status = 'done' THEN coalesce(NEW.completed_at, OLD.completed_at)
        ELSE hub_now()
      END;
      IF ${isEdited} THEN
        NEW.removed_at := NULL;
      END IF;${counts === "fields" ? countFields : ""}
    END IF;
    RETURN NEW;
  END $$;
`;

export const editsRevive = keepTask("row");

/**
 * How often each of a task's words has changed since it was added, and which ones it has had. Whoever may write a task
 * need have no rights on those.
 */
export const countFieldChanges = (text: string): string => `
  CREATE TABLE passed_words (
    task_id ${text} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE ON UPDATE CASCADE,
    field ${text} NOT NULL,
    -- how often the field had changed once the word was gone
    rev integer NOT NULL,
    word ${text},
    PRIMARY KEY (task_id, field, rev)
  );
  CREATE FUNCTION hub_note_passed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  BEGIN
    IF hub_restoring() THEN RETURN NULL; END IF;
    INSERT INTO passed_words (task_id, field, rev, word)
    SELECT NEW.id, gone.field, gone.rev, gone.word FROM (VALUES
      ${counted.map(([name, rev]) => `('${name}', NEW.${rev}, OLD.${name}::text, NEW.${name}::text)`).join(",\n      ")}
    ) AS gone (field, rev, word, now) WHERE gone.word IS DISTINCT FROM gone.now
    ON CONFLICT (task_id, field, rev) DO UPDATE SET word = excluded.word;
    IF greatest(${counted.map(([, rev]) => `OLD.${rev}`).join(", ")}) >= ${keptChanges} THEN
      DELETE FROM passed_words WHERE task_id = NEW.id AND rev <= CASE field
        ${counted.map(([name, rev]) => `WHEN '${name}' THEN NEW.${rev}`).join("\n        ")}
      END - ${keptChanges};
    END IF;
    RETURN NULL;
  END $$;
  -- It writes as its owner: nobody else may call it for a table of their own, or have it find one before the hub's.
  REVOKE ALL ON FUNCTION hub_note_passed() FROM PUBLIC;
  DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION hub_note_passed() SET search_path = %I, pg_temp', current_schema());
  END $$;
  ALTER TABLE tasks
    ${revColumns.map((rev) => `ADD COLUMN ${rev} integer NOT NULL DEFAULT 0`).join(",\n    ")};
  ${keepTask("fields")}
  DROP TRIGGER tasks_changed ON tasks;
  CREATE TRIGGER tasks_changed BEFORE UPDATE OF id, repo_id, workstream_id, key, title, status, priority,
    needs_human, group_path, rev, change, ${revColumns.join(", ")},
    created_at, updated_at, completed_at, removed_at ON tasks
    FOR EACH ROW EXECUTE FUNCTION hub_keep_task();
  CREATE TRIGGER tasks_passed AFTER UPDATE ON tasks FOR EACH ROW
    WHEN (${counted.map(([name]) => `OLD.${name} IS DISTINCT FROM NEW.${name}`).join(" OR ")})
    EXECUTE FUNCTION hub_note_passed();
`;

/**
 * As they were, and a row that has gone to another repository is gone from where it was too; a workstream is gone for
 * every repository that has tasks in it, since a row's own need not be its workstream's.
 */
export const noteMoves = `
  DROP TRIGGER tasks_moved ON tasks;
  CREATE TRIGGER tasks_moved AFTER UPDATE OF key, workstream_id, repo_id ON tasks FOR EACH ROW
    WHEN (NEW.key <> OLD.key OR NEW.workstream_id <> OLD.workstream_id OR NEW.repo_id <> OLD.repo_id)
    EXECUTE FUNCTION hub_note_deleted_task();

  CREATE OR REPLACE FUNCTION hub_note_deleted_workstream() RETURNS trigger
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF hub_restoring() THEN RETURN OLD; END IF;
    INSERT INTO deletions (repo_id, workstream_key, change)
    SELECT owners.repo_id, OLD.key, hub_change()
    FROM (SELECT OLD.repo_id AS repo_id UNION SELECT repo_id FROM tasks WHERE workstream_id = OLD.id) AS owners
    ON CONFLICT (repo_id, workstream_key) DO UPDATE SET change = excluded.change;
    RETURN OLD;
  END $$;

  CREATE OR REPLACE FUNCTION hub_note_emptied() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    INSERT INTO deletions (repo_id, workstream_key, change)
    SELECT owners.repo_id, owners.key, hub_change() FROM (
      SELECT repo_id, key FROM workstreams
      UNION SELECT tasks.repo_id, workstreams.key FROM tasks JOIN workstreams ON workstreams.id = workstream_id
    ) AS owners
    ON CONFLICT (repo_id, workstream_key) DO UPDATE SET change = excluded.change;
    RETURN NULL;
  END $$;
`;
