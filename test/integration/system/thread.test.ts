import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { findInstallation } from "../../../src/system/installation.ts";
import { resultsOf, startThread } from "../../../src/system/thread.ts";

test("a thread whose program is not there fails with its name, also where it is asked late, and ends", async () => {
  const thread = startThread<null, null>("no-such-program", { env: {}, data: null });
  await expect(thread.next()).rejects.toMatchObject({
    code: "internal",
    message: expect.stringContaining("no-such-program"),
  });
  await expect(resultsOf(thread)).rejects.toMatchObject({ code: "internal" });
  await thread.end();
});

test("a thread that is ended while it is waited for has no more results", async () => {
  const thread = startThread<null, null>("pack-list", { env: {}, data: null });
  const next = thread.next();
  await thread.end();
  expect(await next).toBe(null);
});

test("a thread of another version than the process that starts it refuses to work", async () => {
  const file = join(findInstallation().dist, "threads", "pack-list.js");
  const worker = new Worker(file, { workerData: { data: null, identity: "another" } });
  worker.postMessage("next");
  const [answer] = await once(worker, "message");
  expect(answer).toMatchObject({ kind: "failed", code: "locked", hint: "start it again" });
  await worker.terminate();
});
