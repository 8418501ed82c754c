import * as z from "zod";
import { duration, strings } from "./values.ts";

/** What a repository may say about its pushes; combine.ts sees to it that it only narrows them. */
export const pushShape = {
  enabled: z.boolean().default(true).describe("Push after a commit."),
  branches: strings.default(["*"]).describe("Glob patterns of the branches that are pushed."),
  remotes: strings.default(["*"]).describe("Glob patterns of the remotes that are pushed to."),
  delay: duration("0s", "Time between the commit and its push, to leave room for an amend."),
};

export const pushSchema = z
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
