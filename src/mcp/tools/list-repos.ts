import * as z from "zod";
import { listRepositories } from "../../actions/repos/list-repositories.ts";
import { tool } from "../tool.ts";

const count = z.number().int();

export const listRepos = tool({
  name: "list_repos",
  title: "List repositories",
  description:
    "Every repository that the hub knows: its slug for the other tools, where it is checked out on this machine, how fresh its picture is, how many tasks stand in which status.",
  input: z.object({}),
  output: z.object({
    repos: z.array(
      z.object({
        slug: z.string(),
        default_branch: z.string().nullable(),
        last_state_synced_at: z.string().nullable(),
        freshness: z.enum(["fresh", "aging", "stale", "never"]),
        tasks: z.object({
          todo: count,
          in_progress: count,
          blocked: count,
          done: count,
          cancelled: count,
        }),
        open_conflicts: count,
        paths: z.array(z.string()).describe("On this machine; empty where it lies elsewhere."),
      }),
    ),
  }),
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  call: async (ctx) => ({ repos: await listRepositories(ctx) }),
  words: ({ repos }) =>
    repos.length === 0
      ? "The hub knows no repository yet. A person has to run: sync-hooks install PATH"
      : repos
          .map(({ slug, freshness, tasks: { todo, in_progress: begun, blocked } }) => {
            const open = `${todo} to do, ${begun} begun, ${blocked} blocked`;
            return `${slug}: ${freshness}; ${open}`;
          })
          .join("\n"),
});
