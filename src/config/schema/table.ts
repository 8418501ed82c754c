import * as z from "zod";
import { statuses } from "../../core/tasks/task.ts";

/** The address of a database. */
export const databaseUrl = z
  .string()
  .regex(
    /^(sqlite:.+|postgres(ql)?:\/\/.+)$/,
    "expected sqlite:PATH or postgres://USER@HOST/DATABASE",
  );

/** A table that another program keeps. Only the user can name one: it says where data goes, and what runs there. */
export const tableSchema = z.strictObject({
  url: databaseUrl.describe("The database, sqlite:PATH or postgres://USER@HOST/DATABASE."),
  table: z.string().min(1).describe("The table's name, or schema.name."),
  key: z.string().min(1).describe("Its column that holds the tasks' ids."),
  status: z.string().min(1).describe("Its column that holds their statuses."),
  completed_at: z
    .string()
    .min(1)
    .optional()
    .describe("Its column for the time of completion, set with done and cleared without."),
  statuses: z
    .partialRecord(z.enum(statuses), z.string().min(1))
    .default({})
    .describe("The table's word for each status that it spells otherwise: done: completed."),
  after: z
    .string()
    .min(1)
    .optional()
    .describe("An SQL statement that runs in every transaction that has changed a row."),
  log_table: z
    .string()
    .min(1)
    .optional()
    .describe("A table (sync_type, synced_at, items_synced, notes) that gets a row for each sync."),
  repositories: z
    .array(z.string())
    .default([])
    .describe("Slugs of the repositories whose tasks stand in the table; none: all of them."),
});
