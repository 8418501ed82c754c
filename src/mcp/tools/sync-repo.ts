import * as z from "zod";
import { selectSlug } from "../../actions/registry/select-checkouts.ts";
import { syncAll } from "../../actions/sync/sync-all.ts";
import { outcomes } from "../../core/outcome.ts";
import { slug } from "../schemas.ts";
import { tool } from "../tool.ts";

export const syncRepo = tool({
  name: "sync_repo",
  title: "Sync now",
  description:
    "Pushes, pulls and compares task files with the hub in every checkout of a repository on this machine, and waits for the end. Commits sync by themselves: call this only where the picture is old or an outcome has to be known now. It never rewrites history and never touches uncommitted work.",
  input: z.object({ repo_slug: slug }),
  output: z.object({
    checkouts: z.array(
      z.object({
        path: z.string(),
        outcome: z.enum(outcomes),
        reason: z.string().nullable(),
        steps: z.array(
          z.object({ name: z.string(), outcome: z.enum(outcomes), detail: z.string().nullable() }),
        ),
      }),
    ),
  }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  async call(ctx, { repo_slug }) {
    const synced = await syncAll(ctx, selectSlug(ctx, repo_slug), "api", () => {});
    const checkouts = synced.map(({ checkout: { path }, record: { outcome, reason, steps } }) => ({
      path,
      outcome,
      reason,
      steps: steps.map(({ name, outcome: ended, detail }) => ({ name, outcome: ended, detail })),
    }));
    return { checkouts };
  },
  words: ({ checkouts }) =>
    checkouts
      .map(
        ({ path, outcome, reason }) =>
          `${path}: ${outcome}${reason === null ? "" : ` (${reason})`}`,
      )
      .join("\n"),
});
