import { afterAll, describe } from "vitest";
import { requiresPostgres, sharedPostgres } from "../../helpers/postgres.ts";
import { useHubs } from "../../helpers/tasks.ts";

// An autovacuum's open transaction holds the change number back, and files would be read once more than promised.
const server = sharedPostgres(["autovacuum=off"]);

// The very tests that ran with a hub in a file, over a hub on a real PostgreSQL.
describe.skipIf(requiresPostgres())("with the hub on PostgreSQL", async () => {
  useHubs(async () => (await server()).createHub());
  afterAll(() => useHubs(null));
  await import("./check.test.ts");
  await import("./recall.test.ts");
  await import("./threads.test.ts");
});
