import { z } from "@hono/zod-openapi";
import { dispatch as readDispatch } from "../../actions/dispatch/dispatch.ts";
import { clearGoal, listGoals, setGoal } from "../../actions/goals/goals.ts";
import {
  listInterventions,
  requestHuman,
  resolveIntervention,
} from "../../actions/needs-human/needs-human.ts";
import { requireRepo } from "../../actions/registry/require-repo.ts";
import { orNotFound } from "../not-found.ts";
import { route } from "../route.ts";
import { nextField, pageOf, pageQuery } from "../schemas/page.ts";
import { slugParams } from "../schemas/repo.ts";
import { dispatchSchema, goalSchema, interventionSchema } from "../schemas/work.ts";

const title = z.string().trim().min(1).max(1000);
const none = z.strictObject({});

export const dispatch = route({
  method: "get",
  path: "/repos/{slug}/dispatch",
  tag: "work",
  summary: "What the repository should work on next.",
  params: slugParams,
  query: none,
  status: 200,
  answer: dispatchSchema,
  memory: "until-written",
  handle: async ({ ctx }, { params }) => ({
    body: await orNotFound(readDispatch(ctx, params.slug)),
  }),
});

export const goals = route({
  method: "get",
  path: "/repos/{slug}/goals",
  tag: "work",
  summary: "The goal that holds, then the closed ones, newest first.",
  params: slugParams,
  query: z.strictObject({ status: z.enum(["active", "closed"]).optional(), ...pageQuery }),
  status: 200,
  answer: z.object({ goals: z.array(goalSchema), next: nextField }).openapi("GoalList"),
  async handle({ ctx }, { params, query }) {
    const all = await orNotFound(listGoals(ctx, params.slug));
    const chosen = all.filter(({ status }) => (query.status ?? status) === status);
    const { page, next } = pageOf(chosen, query);
    return { body: { goals: [...page], next }, ...(next !== null && { next: { after: next } }) };
  },
});

export const putGoal = route({
  method: "put",
  path: "/repos/{slug}/goal",
  tag: "work",
  summary: "Sets the goal that holds; the one before is closed.",
  params: slugParams,
  query: none,
  body: z.strictObject({ title, description: z.string().max(10_000).nullish() }).openapi("NewGoal"),
  status: 200,
  answer: goalSchema,
  async handle({ ctx }, { params, body }) {
    await orNotFound(requireRepo(ctx, params.slug));
    const description = body.description ?? null;
    return { body: await setGoal(ctx, params.slug, { title: body.title, description }) };
  },
});

export const deleteGoal = route({
  method: "delete",
  path: "/repos/{slug}/goal",
  tag: "work",
  summary: "Closes the goal that holds.",
  params: slugParams,
  query: none,
  status: 200,
  answer: z.object({ closed: z.boolean() }).openapi("ClosedGoal"),
  handle: async ({ ctx }, { params }) => ({
    body: { closed: await orNotFound(clearGoal(ctx, params.slug)) },
  }),
});

export const interventions = route({
  method: "get",
  path: "/repos/{slug}/interventions",
  tag: "work",
  summary: "The requests to a person, oldest first.",
  params: slugParams,
  query: z.strictObject({ status: z.enum(["open", "any"]).default("open"), ...pageQuery }),
  status: 200,
  answer: z
    .object({ interventions: z.array(interventionSchema), next: nextField })
    .openapi("InterventionList"),
  async handle({ ctx }, { params, query }) {
    const all = await orNotFound(listInterventions(ctx, params.slug, query.status));
    const { page, next } = pageOf(all, query);
    return {
      body: { interventions: [...page], next },
      ...(next !== null && { next: { after: next } }),
    };
  },
});

export const askHuman = route({
  method: "post",
  path: "/repos/{slug}/interventions",
  tag: "work",
  summary: "Asks for a person's word, about a task or in general.",
  params: slugParams,
  query: none,
  body: z
    .strictObject({ title, task: z.string().min(1).max(200).nullish() })
    .openapi("NewIntervention"),
  status: 201,
  answer: interventionSchema,
  async handle({ ctx }, { params, body }) {
    await orNotFound(requireRepo(ctx, params.slug));
    const request = { title: body.title, task: body.task ?? null };
    return { body: await requestHuman(ctx, params.slug, request) };
  },
});

export const answerIntervention = route({
  method: "post",
  path: "/interventions/{id}/resolve",
  tag: "work",
  summary: "Closes a request with the person's answer.",
  params: z.strictObject({ id: z.string().min(1).max(100) }),
  query: none,
  body: z.strictObject({ answer: z.string().max(10_000).nullish() }).openapi("HumanAnswer"),
  status: 200,
  answer: interventionSchema,
  handle: async ({ ctx }, { params, body }) => ({
    body: await orNotFound(resolveIntervention(ctx, params.id, body.answer ?? null)),
  }),
});
