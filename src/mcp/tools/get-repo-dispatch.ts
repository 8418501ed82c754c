import * as z from "zod";
import { dispatch } from "../../actions/dispatch/dispatch.ts";
import { briefing } from "../../core/dispatch/briefing.ts";
import { dispatchSchema, slug } from "../schemas.ts";
import { tool } from "../tool.ts";

export const getRepoDispatch = tool({
  name: "get_repo_dispatch",
  title: "What to work on next",
  description:
    "The goal of a repository, its open tasks in the order in which to take them up and the files that hold them, what is blocked, and what waits for a person. Call it before beginning work in a repository, and again after finishing a task.",
  input: z.object({ repo_slug: slug }),
  output: dispatchSchema,
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  call: (ctx, { repo_slug }) => dispatch(ctx, repo_slug),
  words: (document, ctx) => briefing(document, ctx.clock.now()),
});
