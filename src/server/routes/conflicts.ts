import { z } from "@hono/zod-openapi";
import { listConflicts as readConflicts } from "../../actions/conflicts/list-conflicts.ts";
import { resolveInBackground } from "../../actions/conflicts/resolve-in-background.ts";
import { requireRepo } from "../../actions/registry/require-repo.ts";
import { orNotFound } from "../not-found.ts";
import { route } from "../route.ts";
import { nextField, pageOf, pageQuery } from "../schemas/page.ts";
import { conflictSchema } from "../schemas/task.ts";

export const listConflicts = route({
  method: "get",
  path: "/conflicts",
  tag: "conflicts",
  summary: "Where markdown and hub differ and nobody has decided, by repository, file and line.",
  query: z.strictObject({
    repo: z.string().min(1).max(200).optional(),
    file: z.string().min(1).max(1000).optional(),
    state: z.enum(["open", "all"]).default("open"),
    ...pageQuery,
  }),
  status: 200,
  answer: z
    .object({ conflicts: z.array(conflictSchema), total: z.int(), next: nextField })
    .openapi("ConflictList"),
  memory: "until-written",
  async handle({ ctx }, { query }) {
    const { repo: slug, file = null, state } = query;
    const repo = slug === undefined ? null : await orNotFound(requireRepo(ctx, slug));
    const repoIds = repo && [repo.id];
    const all = await readConflicts(ctx, { repoIds, checkouts: null, file, state });
    const { page, next } = pageOf(all, query);
    return {
      body: { conflicts: [...page], total: all.length, next },
      ...(next !== null && { next: { after: next } }),
    };
  },
});

export const resolveConflict = route({
  method: "post",
  path: "/conflicts/{id}/resolve",
  tag: "conflicts",
  summary: "Takes one side; the checkout that met the conflict is synced, or carries it out later.",
  params: z.strictObject({ id: z.uuid() }),
  query: z.strictObject({}),
  body: z.strictObject({ take: z.enum(["markdown", "hub"]) }).openapi("Resolution"),
  status: 202,
  answer: z
    .object({ conflict: conflictSchema, carried_out: z.enum(["soon", "elsewhere"]) })
    .openapi("Resolved"),
  async handle({ ctx, program }, { params, body }) {
    const { conflict, carriedOut } = await orNotFound(
      resolveInBackground(ctx, params.id, body.take, program),
    );
    return { body: { conflict, carried_out: carriedOut } };
  },
});
