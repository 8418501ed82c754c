import { afterAll, describe } from "vitest";
import { requiresPostgres, sharedPostgres } from "../../helpers/postgres.ts";
import { useHubs } from "../../helpers/tasks.ts";

// Its transactions would hold back the change number (see `dialect.changeNumber`).
const server = sharedPostgres(["autovacuum=off"]);

// The very tests that ran with a hub in a file, over a hub on a real PostgreSQL.
describe.skipIf(requiresPostgres())("with the hub on PostgreSQL", async () => {
  useHubs(async () => (await server()).createHub());
  afterAll(() => useHubs(null));
  await import("./two-way.test.ts");
  await import("./crash.test.ts");
  await import("./concurrent.test.ts");
  await import("./absence.test.ts");
  await import("./moves.test.ts");
  await import("./unstorable-text.test.ts");
  await import("./new-list.test.ts");
  await import("./put-back.test.ts");
  await import("./there-and-back.test.ts");
});
