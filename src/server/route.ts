import type { z } from "@hono/zod-openapi";
import type { Door } from "./door.ts";

/** One line of the route table: what a request has to look like, and the verb that answers it. */
export type Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> = {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** In OpenAPI's notation, `/repos/{slug}/`. */
  path: string;
  tag: "state" | "repositories" | "tasks" | "work" | "conflicts" | "inventory";
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  status: 200 | 201 | 202;
  answer: Answer;
  /** `until-written`: the answer is remembered until somebody writes to the hub or the ledger. */
  memory?: "until-written";
  handle: (
    door: Door,
    input: RequestInput<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<Answered<z.input<Answer>>>;
};

export type RequestInput<Params, Query, Body> = {
  params: Params;
  query: Query;
  body: Body;
  /** The If-Match header. */
  ifMatch: string | null;
  /** The request may write. */
  may: "read" | "write";
};

export type Answered<Body> = {
  body: Body;
  /** The entity tag, with its quotes; without one it is made of the body. */
  etag?: string;
  /** The query of the next page. */
  next?: Record<string, string>;
  /** When the answer changes though nobody writes, in milliseconds since 1970: something in it grows old. */
  until?: number;
};

/** Gives a route its types, and forgets them for the table. */
export function route<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(definition: Route<Params, Query, Body, Answer>): Route {
  return definition as unknown as Route;
}
