import { afterAll, describe } from "vitest";
import { requiresPostgres, sharedPostgres } from "../../helpers/postgres.ts";
import { useHubs } from "../../helpers/tasks.ts";

const server = sharedPostgres();

// The verbs about tasks and conflicts, over a hub on a real PostgreSQL.
describe.skipIf(requiresPostgres())("with the hub on PostgreSQL", async () => {
  useHubs(async () => (await server()).createHub());
  afterAll(() => useHubs(null));
  await import("./tasks.test.ts");
  await import("../conflicts/resolve.test.ts");
  await import("../reconcile/create-in-markdown.test.ts");
});
