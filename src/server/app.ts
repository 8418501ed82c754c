import { OpenAPIHono, type Hook } from "@hono/zod-openapi";
import type { Env, Context as HonoContext } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { makeAnswerMemory } from "./answer-memory.ts";
import { dashboard } from "./dashboard/assets.ts";
import type { Door } from "./door.ts";
import { events } from "./events/stream.ts";
import { guard, isRead } from "./guard/guard.ts";
import { metrics } from "./metrics/metrics.ts";
import { tallyAnswers } from "./metrics/tally.ts";
import { mount } from "./mount.ts";
import { addOpenApi } from "./open-api.ts";
import { HttpProblem, logText, notFound, problemHeaders, problemOf } from "./problem.ts";
import { launch } from "./routes/launch.ts";
import { routes } from "./routes/table.ts";

const largestBody = 64 * 1024;
/** A reading request has no body; to look for one would make a whole Request of each. */
const limitBody = bodyLimit({ maxSize: largestBody, onError: refuseLarge });

/** The whole server as one function from request to response; it listens nowhere by itself. */
export function makeApp(door: Door): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseInvalid });
  app.onError((error, c) => answerProblem(door, c, error));
  app.notFound((c) => answerProblem(door, c, unknownPath(c)));
  app.use(tallyAnswers(door.tally));
  app.use(guard(door));
  app.use((c, next) => (isRead(c.req.method) ? next() : limitBody(c, next)));
  const memory = makeAnswerMemory();
  for (const line of routes) mount(app, door, memory, line);
  dashboard(app);
  events(app, door);
  metrics(app, door);
  launch(app, door);
  addOpenApi(app);
  return app;
}

function answerProblem(door: Door, c: HonoContext, thrown: unknown): Response {
  const error = thrown instanceof HTTPException ? fromHono(thrown) : thrown;
  const text = logText(error);
  if (text !== null) door.ctx.log.write("ERROR", "hub", `${c.req.method} ${c.req.path}: ${text}`);
  const problem = problemOf(error);
  const status = problem.status as ContentfulStatusCode;
  return c.body(JSON.stringify(problem), status, problemHeaders(problem));
}

/** Hono's own refusals: a body that is no JSON (400), of another type (415). */
const fromHono = (error: HTTPException) =>
  new HttpProblem(error.status, "usage", error.message || "the request cannot be read");

const unknownPath = (c: HonoContext) =>
  notFound(`there is no ${c.req.method} ${c.req.path}`, "GET /openapi.json has every route");

const refuseInvalid: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return;
  const errors = result.error.issues.map(({ path, message }) => ({
    in: result.target,
    path: path.join("."),
    message,
  }));
  const [first] = errors;
  const where = first?.path ? `${first.in} ${first.path}` : result.target;
  const detail = `the request's ${where} is not valid: ${first?.message ?? "it breaks its schema"}`;
  throw new HttpProblem(400, "usage", detail, { errors, hint: "GET /openapi.json has the schema" });
};

function refuseLarge(): never {
  const limit = `${largestBody / 1024} KB`;
  throw new HttpProblem(413, "too-large", `a request's body may have at most ${limit}`);
}
