import * as z from "zod";
import { noticeKinds } from "../../core/notice.ts";
import { forgeSchema } from "./forge.ts";
import { databaseUrl } from "./table.ts";
import { duration, strings } from "./values.ts";

/** What is a machine's own: where its hub is, when and how hard it works, whom it tells. */
export const machineShape = {
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
        .describe("Checkouts that fetch, push or run steps at a time in a sweep."),
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
};
