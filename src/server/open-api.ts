import type { OpenAPIHono } from "@hono/zod-openapi";
import { version } from "../core/version.ts";

/** Serves the one description of the API, made from the schemas that check requests and answers. */
export function addOpenApi(app: OpenAPIHono): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "The token from the file server-token in the state directory.",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "sync-hooks-PORT",
    description: "Set by the link that `sync-hooks hub open` makes.",
  });
  let text: string | null = null;
  app.get("/openapi.json", (c) => {
    text ??= JSON.stringify(app.getOpenAPI31Document({ openapi: "3.1.0", info }));
    return c.body(text, 200, { "content-type": "application/json" });
  });
}

const info = {
  title: "sync-hooks hub",
  version,
  description: "Repositories, their syncs, tasks and conflicts.",
};
