import type { Hub } from "./hub.ts";

/** What the database finds wrong with the hub, a line each; none where it is whole. */
export const hubDamage = (hub: Hub): Promise<string[]> => hub.read(hub.dialect.damage);
