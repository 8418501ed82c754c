import type { Kysely } from "kysely";
import type { HubSchema } from "./schema.ts";

/** What everybody knows: repositories, tasks, conflicts. `id` changes when the hub is made anew. */
export type Hub = { id: string; db: Kysely<HubSchema>; close: () => Promise<void> };
