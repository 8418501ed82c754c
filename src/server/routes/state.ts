import { z } from "@hono/zod-openapi";
import { hubHealth } from "../../actions/hub/hub-health.ts";
import { version } from "../../core/version.ts";
import { route } from "../route.ts";

export const health = route({
  method: "get",
  path: "/state/health",
  tag: "state",
  summary: "Whether the server and its hub answer.",
  query: z.strictObject({}),
  status: 200,
  answer: z
    .object({
      status: z.enum(["ok", "degraded"]),
      version: z.string(),
      started_at: z.iso.datetime(),
      hub: z.object({
        online: z.boolean(),
        error: z.object({ message: z.string(), hint: z.string().nullable() }).nullable(),
      }),
    })
    .openapi("Health"),
  async handle(door) {
    const hub = await hubHealth(door.ctx);
    const status = hub.online ? ("ok" as const) : ("degraded" as const);
    return { body: { status, version, started_at: door.startedAt.toISOString(), hub } };
  },
});

export const session = route({
  method: "get",
  path: "/state/session",
  tag: "state",
  summary: "Whether this caller may write.",
  query: z.strictObject({}),
  status: 200,
  answer: z.object({ may: z.enum(["read", "write"]) }).openapi("Session"),
  handle: async (_door, { may }) => ({ body: { may } }),
});
