import { openHub } from "../../src/hub/open.ts";
import { writeStamps } from "../../src/hub/stamps.ts";

/**
 * One hook's stamp in a process of its own. It opens nothing before it is told to go, and tells the milliseconds from
 * then until the hub has the stamp.
 */
async function run(): Promise<void> {
  const [url = "", repoId = "", path = ""] = process.argv.slice(2);
  // A hook has its programs loaded by the time it stamps.
  if (!url.startsWith("sqlite:")) await import("../../src/hub/postgres.ts");
  process.send?.("ready");
  await new Promise((resolve) => process.once("message", resolve));
  const start = performance.now();
  const hub = await openHub(url);
  const at = new Date().toISOString();
  await writeStamps(hub, [
    {
      repoId,
      machine: "bench",
      path,
      outcome: "synced",
      reason: null,
      detail: null,
      at,
      times: { lastStateSyncedAt: at, lastPushedAt: at },
      quiet: true,
    },
  ]);
  const taken = performance.now() - start;
  await hub.close();
  process.send?.(taken);
  process.disconnect();
}

void run();
