/** The hub's tables as kysely sees them; docs/hub.md documents them for SQL clients. */
export type HubSchema = Record<string, never>;
