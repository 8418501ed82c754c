import { afterAll, describe } from "vitest";
import { requiresPostgres, sharedPostgres } from "../../helpers/postgres.ts";
import { useHubs } from "../../helpers/tasks.ts";

const server = sharedPostgres();

// What the verbs ask of a hub in a file, asked of one on a real PostgreSQL.
describe.skipIf(requiresPostgres())("with the hub on PostgreSQL", async () => {
  useHubs(async () => (await server()).createHub());
  afterAll(() => useHubs(null));
  await import("../tasks/tasks.test.ts");
  await import("../conflicts/resolve.test.ts");
  await import("../reconcile/create-in-markdown.test.ts");
});
