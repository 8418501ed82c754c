import { z } from "@hono/zod-openapi";
import { patchRepo, repoRevision } from "../../actions/repos/patch-repo.ts";
import { requestSync } from "../../actions/repos/request-sync.ts";
import { requireRepo } from "../../actions/registry/require-repo.ts";
import { countByFilter, healthFilters, isIn, isNamed } from "../../core/health/health-filter.ts";
import type { RepoHealth } from "../../core/health/repo-health.ts";
import { worstFirst } from "../../core/health/worst-first.ts";
import { etagOf } from "../answer-memory.ts";
import type { Door } from "../door.ts";
import { orNotFound } from "../not-found.ts";
import { HttpProblem } from "../problem.ts";
import { route } from "../route.ts";
import { nextField, pageQuery } from "../schemas/page.ts";
import { repoSchema, slugParams, totalsSchema } from "../schemas/repo.ts";

export const listRepos = route({
  method: "get",
  path: "/repos/",
  tag: "repositories",
  summary: "Every repository with its health, worst first.",
  query: z.strictObject({
    state: z.enum(healthFilters).optional(),
    q: z.string().max(200).optional().openapi({
      description: "words that occur in the slug, the remote, a machine or a path",
    }),
    ...pageQuery,
  }),
  status: 200,
  answer: z
    .object({ repos: z.array(repoSchema), totals: totalsSchema, next: nextField })
    .openapi("RepoList"),
  memory: "until-written",
  async handle({ board }, { query: { state, q, limit, after } }) {
    const { repos, until } = await board.read();
    const chosen = repos
      .filter((repo) => state === undefined || isIn(state, repo))
      .filter((repo) => q === undefined || isNamed(q, repo));
    const rest = after === undefined ? chosen : behind(after, chosen, repos);
    const page = rest.slice(0, limit);
    const next = rest.length > limit ? (page.at(-1)?.slug ?? null) : null;
    const totals = { all: repos.length, ...countByFilter(repos) };
    return {
      body: { repos: page, totals, next },
      until,
      ...(next !== null && { next: { after: next } }),
    };
  },
});

/** What comes after the named repository, also where that has left the filter meanwhile. */
function behind(slug: string, chosen: readonly RepoHealth[], all: readonly RepoHealth[]) {
  const last = all.find((repo) => repo.slug === slug);
  if (last) return chosen.filter((repo) => worstFirst(last, repo) < 0);
  throw new HttpProblem(400, "usage", `no page has ended with ${slug}`, {
    hint: "give the next of the page before",
  });
}

export const getRepo = route({
  method: "get",
  path: "/repos/{slug}/",
  tag: "repositories",
  summary: "One repository with its health.",
  params: slugParams,
  query: z.strictObject({}),
  status: 200,
  answer: repoSchema,
  handle: (door, { params }) => answerRepo(door, params.slug),
});

export const changeRepo = route({
  method: "patch",
  path: "/repos/{slug}/",
  tag: "repositories",
  summary: "Changes what the hub has on record. A time before the one that stands is ignored.",
  params: slugParams,
  query: z.strictObject({}),
  body: z
    .strictObject({
      default_branch: z
        .string()
        .max(255)
        .regex(/^(?!-)[^\s~^:?*[\\\p{Cc}]+$/u, "expected the name of a branch")
        .optional(),
      last_state_synced_at: z.iso.datetime({ offset: true }).optional(),
      last_pushed_at: z.iso.datetime({ offset: true }).optional(),
      last_pulled_at: z.iso.datetime({ offset: true }).optional(),
    })
    .openapi("RepoChange"),
  status: 200,
  answer: repoSchema,
  async handle(door, { params: { slug }, body, ifMatch }) {
    await orNotFound(requireRepo(door.ctx, slug));
    const revision = ifMatch === null || ifMatch === "*" ? null : revisionOf(ifMatch);
    await patchRepo(door.ctx, slug, body, revision);
    return answerRepo(door, slug);
  },
});

async function answerRepo({ board, ctx }: Door, slug: string) {
  const { repos } = await board.read();
  const repo = repos.find((one) => one.slug === slug);
  if (!repo) throw await orNotFound(requireRepo(ctx, slug));
  // Before the dot stands what PATCH can change, by which If-Match goes; behind it, everything.
  const etag = `"${repoRevision(repo)}.${etagOf(JSON.stringify(repo)).slice(1)}`;
  return { body: repo, etag };
}

const revisionOf = (etag: string) => /^"([\w-]+)\.[\w-]+"$/.exec(etag)?.[1] ?? "none of ours";

export const syncRepo = route({
  method: "post",
  path: "/repos/{slug}/sync",
  tag: "repositories",
  summary: "Starts a sync of the repository's checkouts on this machine.",
  params: slugParams,
  query: z.strictObject({}),
  status: 202,
  answer: z.object({ queued: z.array(z.object({ path: z.string() })) }).openapi("QueuedSync"),
  async handle(door, { params: { slug } }) {
    await orNotFound(requireRepo(door.ctx, slug));
    const checkouts = await requestSync(door.ctx, slug, door.program);
    if (checkouts.length > 0) return { body: { queued: checkouts.map(({ path }) => ({ path })) } };
    throw new HttpProblem(409, "elsewhere", `${slug} has no checkout on this machine`, {
      hint: `on a machine that has one, run: sync-hooks sync ${slug}`,
    });
  },
});
