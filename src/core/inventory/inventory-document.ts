import type { Freshness } from "../freshness.ts";

/** What every door shows of a listed repository. */
export type InventoryEntry = {
  forge: string;
  full_name: string;
  web_url: string | null;
  default_branch: string | null;
  archived: boolean;
  empty: boolean;
  mirror: boolean;
  fork: boolean;
  private: boolean;
};

export type RegisteredEntry = InventoryEntry & {
  slug: string;
  /** Its name when the hub first met it, where the forge has renamed or moved it since; else null. */
  renamed_from: string | null;
  last_state_synced_at: string | null;
  freshness: Freshness;
};

export type HubOnlyEntry = {
  slug: string;
  remote_key: string | null;
  /** Why no list has it: it has no remote, a remote that no asked forge serves, or the forge has it no more. */
  reason: "no-remote" | "other-host" | "gone";
  last_state_synced_at: string | null;
  freshness: Freshness;
};

export type ForgeState = {
  name: string;
  kind: string;
  url: string;
  /** The last good list, RFC 3339; null where there has been none. */
  listed_at: string | null;
  tried_at: string;
  repositories: number;
  /** How many more it says there are than it has shown. */
  missing: number;
  problem: { code: string; message: string } | null;
};

/** What the forges have and what is registered, side by side. */
export type InventoryDocument = {
  forges: ForgeState[];
  counts: { registered: number; unregistered: number; hub_only: number; ignored: number };
  registered: RegisteredEntry[];
  unregistered: InventoryEntry[];
  hub_only: HubOnlyEntry[];
  ignored: InventoryEntry[];
};
