import { z } from "@hono/zod-openapi";
import type { InventoryDocument } from "../../core/inventory/inventory-document.ts";
import { time } from "./repo.ts";

const text = z.string();

const entry = {
  forge: text,
  full_name: text,
  web_url: text.nullable(),
  default_branch: text.nullable(),
  archived: z.boolean(),
  empty: z.boolean(),
  mirror: z.boolean(),
  fork: z.boolean(),
  private: z.boolean(),
};

const freshness = z.enum(["fresh", "aging", "stale", "never"]);

const listed = z.object(entry).openapi("ListedRepo");

export const forgeSchema = z
  .object({
    name: text,
    kind: text,
    url: text,
    listed_at: time.nullable(),
    tried_at: time,
    repositories: z.int(),
    missing: z.int(),
    problem: z.object({ code: text, message: text }).nullable(),
  })
  .openapi("Forge");

export const inventorySchema = z
  .object({
    forges: z.array(forgeSchema),
    counts: z.object({
      registered: z.int(),
      unregistered: z.int(),
      hub_only: z.int(),
      ignored: z.int(),
    }),
    registered: z.array(
      z.object({
        ...entry,
        slug: text,
        renamed_from: text.nullable(),
        last_state_synced_at: time.nullable(),
        freshness,
      }),
    ),
    unregistered: z.array(listed),
    hub_only: z.array(
      z.object({
        slug: text,
        remote_key: text.nullable(),
        reason: z.enum(["no-remote", "other-host", "gone"]),
        last_state_synced_at: time.nullable(),
        freshness,
      }),
    ),
    ignored: z.array(listed),
    clone_folder: text.nullable().openapi({
      description:
        "where POST /inventory/adopt clones to; null where this machine has no checkout yet",
    }),
  })
  .openapi("Inventory") satisfies z.ZodType<InventoryDocument>;
