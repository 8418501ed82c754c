import * as z from "zod";
import { noticeKinds } from "../core/notice.ts";
import { parseDuration } from "../core/duration.ts";
import { databaseUrl, tableSchema } from "./table-schema.ts";
import { forgeSchema } from "./forge-schema.ts";

/** Node's timers hold 2^31 ms; a longer one would fire at once. */
const longestMs = 24 * 86_400_000;

const duration = (fallback: string, description: string) =>
  z
    .union([z.string(), z.number()], "expected a duration such as 30s, 15m or 2h")
    .default(fallback)
    .transform((value, context) => {
      const ms = parseDuration(String(value));
      if (ms !== null && ms <= longestMs) return ms;
      const expected = ms === null ? "such as 30s, 15m or 2h" : "of at most 24d";
      context.addIssue({ code: "custom", message: `expected a duration ${expected}` });
      return z.NEVER;
    })
    .describe(description);

const strings = z.array(z.string());

/** What a repository may say about its pushes; combine.ts sees to it that it only narrows them. */
const pushShape = {
  enabled: z.boolean().default(true).describe("Push after a commit."),
  branches: strings.default(["*"]).describe("Glob patterns of the branches that are pushed."),
  remotes: strings.default(["*"]).describe("Glob patterns of the remotes that are pushed to."),
  delay: duration("0s", "Time between the commit and its push, to leave room for an amend."),
};

const pushSchema = z
  .strictObject({
    ...pushShape,
    set_upstream: z
      .boolean()
      .default(false)
      .describe("Give a branch without upstream one on its first push."),
    rewritten: z
      .enum(["report", "lease"])
      .default("report")
      .describe(
        "What to do after an amend or rebase of pushed commits: report it, or publish it with --force-with-lease over exactly the commit that this checkout pushed.",
      ),
  })
  .prefault({});

const insideCheckout = z
  .string()
  .refine(
    (pattern) => !/^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)/i.test(pattern),
    "expected a pattern below the checkout: no leading / and no ..",
  );

const tasksShape = {
  files: z
    .array(insideCheckout)
    .default([
      "workplans/**/*.md",
      "docs/**/*TASKLIST*.md",
      "**/TASKS.md",
      "openspec/changes/*/tasks.md",
    ])
    .describe("Glob patterns of the markdown files that hold tasks."),
  branches: strings.default([]).describe("Branches that reconcile besides the default branch."),
  policy: z
    .enum(["markdown", "hub", "ask"])
    .default("markdown")
    .describe("Which side wins where markdown and hub changed the same field differently."),
  inject_ids: z.boolean().default(false).describe("Write hub ids into the files at every sync."),
  create_in_markdown: z
    .boolean()
    .default(false)
    .describe("Append tasks that were made in the hub to their workplan or checkbox list."),
  close_workplans: z
    .boolean()
    .default(false)
    .describe("Set a workplan's status to done once all its tasks are done or cancelled."),
};

/** Only a person lets sync-hooks commit in their name: no repository switches that on. */
const userTasksSchema = z
  .strictObject({
    ...tasksShape,
    commit: z
      .boolean()
      .default(false)
      .describe(
        "Commit what sync-hooks wrote into task files, those files alone, and push it; hub ids are written too.",
      ),
    table: tableSchema
      .optional()
      .describe("A table of another program that stands in for the hub's tasks."),
  })
  .prefault({});

const stepSchema = z.strictObject({
  name: z.string().min(1).describe("What status and log call it."),
  run: z.string().min(1).describe("The shell command."),
  on: z
    .array(z.enum(["commit", "merge", "sweep", "watch"]))
    .default(["commit", "merge", "sweep", "watch"])
    .describe("After which runs."),
  timeout: duration("5m", "Time until the step's process group is killed."),
  workdir: z.string().default(".").describe("Relative to the checkout."),
  scope: z
    .enum(["checkout", "machine"])
    .default("checkout")
    .describe("Once for each checkout, or once for each sweep."),
});

/** What a repository's own config may say: data about itself, never where secrets or other people's data go. */
const repositoryShape = {
  pull: z
    .enum(["rebase", "ff-only", "off"])
    .default("rebase")
    .describe("How remote commits are brought in by sweep, watch and after a rejected push."),
  steps: z
    .array(stepSchema)
    .default([])
    .describe("Commands of your own, run in order after reconcile."),
};

const boardName = z.string().trim().min(1).max(128);

/** Where a repository's changes go. Neither the server nor how to log in is its to say: it could send them anywhere. */
const boardShape = {
  project: boardName.describe("The Planka project that shows the OpenSpec changes."),
  board: boardName.describe("The board in that project."),
};

const listName = (fallback: string) =>
  boardName.default(fallback).describe("The name of that list.");

const boardSchema = z
  .strictObject({
    project: boardShape.project.optional(),
    board: boardShape.board.optional(),
    server: z
      .url({ protocol: /^https?$/, error: "expected an address such as https://planka.example" })
      .optional()
      .describe("The address of the Planka server; PLANKA_URL goes before it."),
    moves: z
      .enum(["follow", "keep"])
      .default("follow")
      .describe(
        "follow: a card goes on when its change does, also where a person has moved it; keep: then it stays.",
      ),
    timeout: duration("30s", "Time until the server's silence counts as offline."),
    lists: z
      .strictObject({
        proposed: listName("Proposed"),
        ready: listName("Ready"),
        in_progress: listName("In progress"),
        done: listName("Done"),
        archived: listName("Archived"),
      })
      .prefault({}),
  })
  .prefault({});

export const repositorySchema = z.strictObject({
  ...repositoryShape,
  tasks: z.strictObject(tasksShape).prefault({}),
  board: z.strictObject(boardShape).optional(),
  push: z.strictObject(pushShape).prefault({}),
});

/** The user's `config.yaml`: everything a repository may say, as its default for all of them, and the machine's own. */
export const userSchema = z.strictObject({
  ...repositoryShape,
  tasks: userTasksSchema,
  push: pushSchema,
  board: boardSchema,
  hub: databaseUrl
    .optional()
    .describe(
      "The hub database, sqlite:PATH or postgres://USER@HOST/DATABASE; the default is hub.db in the data directory.",
    ),
  server: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .default("127.0.0.1")
        .describe("The address that hub serve listens on."),
      port: z.int().min(0).max(65535).default(4747).describe("Its port; 0 takes any free one."),
      allowed_hosts: strings
        .default([])
        .describe("More names by which browsers may ask for it, name or name:port."),
    })
    .prefault({}),
  interval_minutes: z
    .int()
    .min(1)
    .max(1440)
    .default(15)
    .describe("Minutes between two sweeps of the timer."),
  watch: z
    .strictObject({
      interval: duration("60s", "Time between two questions to a remote for new commits."),
      debounce: duration("2s", "Time of quiet before what has happened in a checkout is synced."),
    })
    .prefault({}),
  concurrency: z
    .strictObject({
      checkouts: z
        .int()
        .min(1)
        .max(64)
        .default(8)
        .describe("Checkouts that a sweep works on at a time."),
      per_host: z
        .int()
        .min(1)
        .max(64)
        .default(8)
        .describe("Connections to one remote host at a time."),
    })
    .prefault({}),
  network: z
    .strictObject({
      retries: z
        .int()
        .min(0)
        .max(10)
        .default(2)
        .describe("Tries after a network failure, inside one run."),
      timeout: duration("60s", "Time until a fetch or push is given up."),
    })
    .prefault({}),
  hooks: z
    .strictObject({
      via: z
        .enum(["file", "config"])
        .default("file")
        .describe("Hook files, or git's config-defined hooks (2.54 or later)."),
    })
    .prefault({}),
  notify: z
    .strictObject({
      desktop: z.boolean().default(false).describe("Show notices on the desktop."),
      command: z
        .string()
        .min(1)
        .optional()
        .describe("A shell command of your own that is given each notice in its environment."),
      on: z
        .array(z.enum(noticeKinds))
        .default([...noticeKinds])
        .describe("What you are told of, once for each change: conflict, auth, stale."),
    })
    .prefault({}),
  forges: z
    .array(forgeSchema)
    .default([])
    .describe("The forges whose repositories sync-hooks inventory lists."),
  host_aliases: z
    .record(z.string(), z.string())
    .default({})
    .describe("ssh host alias → real host name."),
});

export type Config = z.output<typeof userSchema>;
export type ForgeConfig = Config["forges"][number];
export type StepConfig = Config["steps"][number];
