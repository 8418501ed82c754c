import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context as HonoContext } from "hono";
import { SyncError } from "../core/errors.ts";
import { HttpProblem } from "./problem.ts";
import { etagOf, type AnswerMemory, type Made } from "./answer-memory.ts";
import type { Door } from "./door.ts";
import { mayWrite } from "./guard/guard.ts";
import type { Answered, RequestInput, Route } from "./route.ts";
import { problemSchema } from "./schemas/problem.ts";

/** Puts a line of the route table into the app: OpenAPI, validation both ways, entity tags, memory. */
export function mount(app: OpenAPIHono, door: Door, memory: AnswerMemory, line: Route): void {
  app.openapi(openApiOf(line) as ReturnType<typeof createRoute>, async (c: HonoContext) => {
    const make = async (): Promise<Made> => {
      const input = inputOf(c, door);
      const answered = await line
        .handle(door, input)
        .catch(input.ifMatch === null ? fail : unmatched);
      return { page: pageOf(c, line, answered), until: answered.until ?? Infinity };
    };
    if (line.memory === undefined) return send(c, line, (await make()).page, null);
    const key = `${c.req.path}${new URL(c.req.url).search}`;
    const page = await memory.recall(key, await door.pulse(), door.ctx.clock.now(), make);
    const acceptsGzip = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
    return send(c, line, page, acceptsGzip ? await memory.packed(key, page) : null);
  });
}

const fail = (thrown: unknown) => {
  throw thrown;
};

/** A `conflict` is the answer to an If-Match that holds no longer. */
function unmatched(thrown: unknown): never {
  if (thrown instanceof SyncError && thrown.code === "conflict")
    throw new HttpProblem(412, "precondition", thrown.message, { hint: thrown.hint });
  throw thrown;
}

function inputOf(c: HonoContext, door: Door): RequestInput<unknown, unknown, unknown> {
  const valid = c.req as unknown as { valid: (part: string) => unknown };
  return {
    params: valid.valid("param"),
    query: valid.valid("query"),
    body: valid.valid("json"),
    ifMatch: c.req.header("if-match") ?? null,
    may: mayWrite(c, door) ? "write" : "read",
  };
}

/** What is not in the schema does not leave: zod drops it. */
function pageOf(c: HonoContext, line: Route, answered: Answered<unknown>): Made["page"] {
  const text = JSON.stringify(line.answer.parse(answered.body));
  const next = answered.next && nextLink(c.req.url, answered.next);
  return {
    bytes: new TextEncoder().encode(text),
    etag: answered.etag ?? etagOf(text),
    headers: next === undefined ? {} : { link: `<${next}>; rel="next"` },
  };
}

/** Relative, so that it holds behind a proxy too. */
function nextLink(url: string, query: Record<string, string>): string {
  const next = new URL(url);
  for (const [name, value] of Object.entries(query)) next.searchParams.set(name, value);
  return `${next.pathname}${next.search}`;
}

function send(
  c: HonoContext,
  line: Route,
  page: Made["page"],
  packed: Uint8Array<ArrayBuffer> | null,
): Response {
  c.header("etag", page.etag);
  c.header("cache-control", "private, no-cache");
  c.header("vary", "accept-encoding, authorization, cookie");
  for (const [name, value] of Object.entries(page.headers)) c.header(name, value);
  if (line.method === "get" && matches(c.req.header("if-none-match"), page.etag))
    return c.body(null, 304);
  c.header("content-type", "application/json");
  if (packed === null) return c.body(page.bytes, line.status);
  c.header("content-encoding", "gzip");
  return c.body(packed, line.status);
}

const matches = (header: string | undefined, etag: string) =>
  (header ?? "").split(/,\s*/).some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);

function openApiOf(line: Route) {
  const { params, query, body } = line;
  const problem = (description: string) => ({
    description,
    content: { "application/problem+json": { schema: problemSchema } },
  });
  return createRoute({
    method: line.method,
    path: line.path,
    tags: [line.tag],
    summary: line.summary,
    ...(line.method === "get" ? {} : { security: [{ token: [] }, { session: [] }] }),
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(line.method === "patch" && {
        headers: z.object({
          "if-match": z
            .string()
            .optional()
            .openapi({ description: "the entity tag that was read" }),
        }),
      }),
      ...(body && {
        body: { required: true, content: { "application/json": { schema: body as z.ZodType } } },
      }),
    },
    responses: {
      [line.status]: {
        description: line.summary,
        content: { "application/json": { schema: line.answer as z.ZodType } },
      },
      default: problem("what went wrong, and what mends it"),
    },
  });
}
