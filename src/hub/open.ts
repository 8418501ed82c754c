import type { Kysely } from "kysely";
import type { HubSchema } from "./schema.ts";

/** What everybody knows: repositories, tasks, conflicts. `id` changes when the hub is made anew. */
export type Hub = { id: string; db: Kysely<HubSchema>; close: () => Promise<void> };

/** Opens `sqlite:PATH` or `postgres://…` and brings its schema up to date. */
export async function openHub(url: string): Promise<Hub> {
  throw new Error(`no hub yet: ${url}`);
}
