import * as z from "zod";
import type { ConfigOwner } from "./complain.ts";
import { repositorySchema, userSchema } from "./schema.ts";

/** The config's JSON Schema (draft 2020-12) as editors read it: what may be written, with defaults. */
export function publishedSchema(owner: ConfigOwner): Record<string, unknown> {
  const schema = z.toJSONSchema(owner === "user" ? userSchema : repositorySchema, { io: "input" });
  const title =
    owner === "user" ? "sync-hooks: config.yaml" : "sync-hooks: a repository's own config";
  const { $schema, properties, ...rest } = schema;
  const editors = { $schema: { type: "string", description: "Where editors find this schema." } };
  return { $schema, title, ...rest, properties: { ...editors, ...properties } };
}
