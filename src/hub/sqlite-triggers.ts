import { countedFields, keptChanges, removedRev, revColumns } from "./counted-fields.ts";

/** The moment of a statement, as RFC 3339 in UTC. */
export const sqliteNow = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
const now = sqliteNow;

/** A random UUID (RFC 9562, version 4). */
const uuid = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
      || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;

/** What the hub's tables keep by themselves, whoever writes them; as on PostgreSQL (`postgres-triggers.ts`). */
export const triggers = `
  CREATE TRIGGER workstreams_touch AFTER UPDATE OF key, title, status, file ON workstreams BEGIN
    UPDATE workstreams SET updated_at = ${now} WHERE id = NEW.id;
  END;

  -- While many are added together, meta holds the number that they are added with: a row that has it is
  -- whole already, and an update of each would take longer than the adding.
  CREATE TRIGGER tasks_added AFTER INSERT ON tasks
  WHEN NEW.change IS NOT (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'adding') BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    UPDATE tasks SET
      rev = 1,
      change = (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'change'),
      completed_at = CASE WHEN NEW.status = 'done' THEN coalesce(NEW.completed_at, ${now}) END
    WHERE id = NEW.id;
  END;

  -- The trigger's own write is the one that carries the counter's number: the guard holds even where a
  -- client has switched recursive triggers on. A rev or change that a client sets is put right. A position
  -- alone is no change: two checkouts whose files order their tasks differently must not wake each other.
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
      END
    WHERE id = NEW.id;
  END;

  CREATE TRIGGER tasks_deleted AFTER DELETE ON tasks BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    INSERT OR REPLACE INTO deletions (repo_id, workstream_key, change)
    SELECT OLD.repo_id, workstreams.key, CAST(meta.value AS INTEGER) FROM meta, workstreams
    WHERE meta.key = 'change' AND workstreams.id = OLD.workstream_id;
  END;

  -- A row that has got another key, or gone to another workstream, is gone from where it was.
  CREATE TRIGGER tasks_moved AFTER UPDATE OF key, workstream_id ON tasks
  WHEN NEW.key <> OLD.key OR NEW.workstream_id <> OLD.workstream_id BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    INSERT OR REPLACE INTO deletions (repo_id, workstream_key, change)
    SELECT OLD.repo_id, workstreams.key, CAST(meta.value AS INTEGER) FROM meta, workstreams
    WHERE meta.key = 'change' AND workstreams.id = OLD.workstream_id;
  END;

  CREATE TRIGGER workstreams_deleted BEFORE DELETE ON workstreams BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    INSERT OR REPLACE INTO deletions (repo_id, workstream_key, change)
    SELECT OLD.repo_id, OLD.key, CAST(meta.value AS INTEGER) FROM meta WHERE meta.key = 'change';
  END;

  -- A task's needs_human and its open intervention are one thing: whoever writes the one moves the other.
  -- Each trigger writes only what does not stand yet, so that the pair comes to rest.
  CREATE TRIGGER tasks_need_human_added AFTER INSERT ON tasks WHEN NEW.needs_human = 1 BEGIN
    INSERT INTO interventions (id, repo_id, task_id, title)
    SELECT ${uuid}, NEW.repo_id, NEW.id, NEW.title
    WHERE NOT EXISTS (SELECT 1 FROM interventions WHERE task_id = NEW.id AND status = 'open');
  END;

  CREATE TRIGGER tasks_need_human AFTER UPDATE OF needs_human ON tasks
  WHEN NEW.needs_human = 1 AND OLD.needs_human = 0 BEGIN
    INSERT INTO interventions (id, repo_id, task_id, title)
    SELECT ${uuid}, NEW.repo_id, NEW.id, NEW.title
    WHERE NOT EXISTS (SELECT 1 FROM interventions WHERE task_id = NEW.id AND status = 'open');
  END;

  CREATE TRIGGER tasks_need_nobody AFTER UPDATE OF needs_human ON tasks
  WHEN NEW.needs_human = 0 AND OLD.needs_human = 1 BEGIN
    UPDATE interventions SET status = 'resolved' WHERE task_id = NEW.id AND status = 'open';
  END;

  CREATE TRIGGER interventions_added AFTER INSERT ON interventions WHEN NEW.status = 'open' BEGIN
    UPDATE tasks SET needs_human = 1 WHERE id = NEW.task_id AND needs_human = 0;
  END;

  CREATE TRIGGER interventions_changed AFTER UPDATE OF status ON interventions
  WHEN NEW.status <> OLD.status BEGIN
    UPDATE interventions SET resolved_at = CASE WHEN NEW.status = 'resolved' THEN ${now} END WHERE id = NEW.id;
    UPDATE tasks SET needs_human = (NEW.status = 'open')
    WHERE id = NEW.task_id AND needs_human <> (NEW.status = 'open');
  END;

  CREATE TRIGGER interventions_deleted AFTER DELETE ON interventions WHEN OLD.status = 'open' BEGIN
    UPDATE tasks SET needs_human = 0 WHERE id = OLD.task_id AND needs_human = 1;
  END;
`;

/** Whether a row is edited as `step 002` means it, so that it is had back if it was removed. */
const isEdited = `NEW.removed_at IS OLD.removed_at AND (NEW.needs_human > OLD.needs_human
          OR (NEW.title, NEW.status, NEW.priority) IS NOT (OLD.title, OLD.status, OLD.priority))`;

const counted = Object.entries(countedFields);

const countFields = `${counted
  .map(([name, rev]) => `,\n      ${rev} = OLD.${rev} + (NEW.${name} IS NOT OLD.${name})`)
  .join("")},
      ${removedRev} = OLD.${removedRev} + CASE
        WHEN ${isEdited} THEN OLD.removed_at IS NOT NULL
        ELSE (NEW.removed_at IS NULL) <> (OLD.removed_at IS NULL)
      END`;

/** Notes which words a task has had: the one that goes, with the count that its field comes to. */
const notePassed = `${counted
  .map(
    ([name, rev]) => `
    INSERT INTO passed_words (task_id, field, rev, word)
    SELECT NEW.id, '${name}', OLD.${rev} + 1, OLD.${name} WHERE NEW.${name} IS NOT OLD.${name}
    ON CONFLICT DO UPDATE SET word = excluded.word;
    DELETE FROM passed_words WHERE OLD.${rev} >= ${keptChanges} AND NEW.${name} IS NOT OLD.${name}
      AND task_id = NEW.id AND field = '${name}' AND rev <= OLD.${rev} + 1 - ${keptChanges};`,
  )
  .join("")}`;

/** A client need not have switched foreign keys on: words that stayed behind would be another row's with the same id. */
export const forgetPassed = `
  CREATE TRIGGER tasks_words_deleted AFTER DELETE ON tasks BEGIN
    DELETE FROM passed_words WHERE task_id = OLD.id;
  END;
  CREATE TRIGGER tasks_words_moved AFTER UPDATE OF id ON tasks WHEN NEW.id <> OLD.id BEGIN
    UPDATE passed_words SET task_id = NEW.id WHERE task_id = OLD.id;
  END;
`;

/**
 * As steps 006 and 007 left them: the triggers of a task's own change, which look at its words first. From step 008 on
 * they also count, field by field.
 */
export function taskTriggers(refusal: string, counts: "row" | "fields"): string {
  const isCounted = counts === "fields";
  const kept = ["rev", "change", ...(isCounted ? revColumns : [])].join(", ");
  return `  DROP TRIGGER tasks_added;
  CREATE TRIGGER tasks_added AFTER INSERT ON tasks
  WHEN NEW.change IS NOT (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'adding') BEGIN
    ${refusal}
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change';
    UPDATE tasks SET
      rev = 1,
      change = (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'change'),
      completed_at = CASE WHEN NEW.status = 'done' THEN coalesce(NEW.completed_at, ${now}) END${
        isCounted ? revColumns.map((name) => `,\n      ${name} = 0`).join("") : ""
      }
    WHERE id = NEW.id;${isCounted ? "\n    DELETE FROM passed_words WHERE task_id = NEW.id;" : ""}
  END;
  DROP TRIGGER tasks_changed;
  CREATE TRIGGER tasks_changed AFTER UPDATE OF id, repo_id, workstream_id, key, title, status, priority,
    needs_human, group_path, ${kept}, created_at, updated_at, completed_at, removed_at ON tasks
  WHEN NEW.change = OLD.change
    OR NEW.change <> (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'change') BEGIN
    ${refusal}
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
        WHEN ${isEdited} THEN NULL
        ELSE NEW.removed_at
      END${isCounted ? countFields : ""}
    WHERE id = NEW.id;${isCounted ? notePassed : ""}
  END;
`;
}
