/**
 * What a task's status word means for whoever looks for work, in SQL that both dialects know: `ready`,
 * `blocked` or `closed`. The words are those of core/tasks/task.ts (a test compares them); a word that nobody
 * knows counts as ready, so that no task is lost from sight.
 *
 * Indexes are built on these expressions: a change here needs a migration. The usual words come first, as they are
 * spelled: SQLite works these out several times for every row that is written.
 */
export const queueSql = `CASE status
      WHEN 'todo' THEN 'ready' WHEN 'in_progress' THEN 'ready' WHEN 'blocked' THEN 'blocked'
      WHEN 'done' THEN 'closed' WHEN 'cancelled' THEN 'closed'
      ELSE CASE lower(replace(replace(trim(status), '-', ' '), '_', ' '))
      WHEN 'blocked' THEN 'blocked' WHEN 'waiting' THEN 'blocked' WHEN 'on hold' THEN 'blocked'
      WHEN 'stuck' THEN 'blocked' WHEN 'paused' THEN 'blocked'
      WHEN 'done' THEN 'closed' WHEN 'completed' THEN 'closed' WHEN 'complete' THEN 'closed'
      WHEN 'finished' THEN 'closed' WHEN 'closed' THEN 'closed' WHEN 'resolved' THEN 'closed'
      WHEN 'cancelled' THEN 'closed' WHEN 'canceled' THEN 'closed' WHEN 'dropped' THEN 'closed'
      WHEN 'abandoned' THEN 'closed' WHEN 'wont do' THEN 'closed' WHEN 'won''t do' THEN 'closed'
      WHEN 'wontfix' THEN 'closed' WHEN 'skipped' THEN 'closed'
      ELSE 'ready' END END`;

/** Tasks that still ask for something; queries that say exactly this use the index `tasks_in_order`. */
export const openTaskSql = `removed_at IS NULL AND ${queueSql} <> 'closed'`;

/** How urgent a priority's word is, 0 first; none, or a word that nobody knows, stands in the middle. */
export const urgencySql = `CASE WHEN priority IS NULL THEN 2 ELSE CASE lower(trim(priority))
      WHEN 'p0' THEN 0 WHEN '0' THEN 0 WHEN 'critical' THEN 0 WHEN 'blocker' THEN 0
      WHEN 'urgent' THEN 0 WHEN 'highest' THEN 0
      WHEN 'p1' THEN 1 WHEN '1' THEN 1 WHEN 'high' THEN 1 WHEN 'major' THEN 1
      WHEN 'p3' THEN 3 WHEN '3' THEN 3 WHEN 'low' THEN 3 WHEN 'minor' THEN 3
      WHEN 'p4' THEN 4 WHEN '4' THEN 4 WHEN 'lowest' THEN 4 WHEN 'trivial' THEN 4
      ELSE 2 END END`;

/** The index that gives tasks in the order in which dispatch hands them out; an archive of closed ones costs it nothing. */
export const tasksInOrder = `CREATE INDEX tasks_in_order ON tasks
    (repo_id, workstream_id, (${queueSql}), needs_human, (${urgencySql}), position, key)
    WHERE ${openTaskSql};`;
