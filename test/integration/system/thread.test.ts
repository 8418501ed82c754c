import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import type { NotedList, NotedTurn } from "../../../src/actions/reconcile/note-parts.ts";
import { putCheckout } from "../../../src/ledger/checkouts.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { findUnconfirmed } from "../../../src/ledger/unconfirmed.ts";
import { outlinedList, outlineList } from "../../../src/markdown/list-outline.ts";
import { findInstallation } from "../../../src/system/installation.ts";
import { resultsOf, startThread } from "../../../src/system/thread.ts";
import { makeHome } from "../../helpers/home.ts";

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

test("a thread that is ended in the middle of its work comes to the end of it first", async () => {
  const ledgerFile = join(makeHome().path, "ledger.db");
  const ledger = openLedger(ledgerFile);
  onTestFinished(() => ledger.close());
  const { id: checkoutId } = putCheckout(ledger, {
    slug: "app",
    repoId: "r1",
    path: "/code/app",
    gitDir: "/code/app/.git",
    commonDir: "/code/app/.git",
    remoteKey: null,
    localKey: "local:1",
    registeredAt: "2026-01-01T00:00:00Z",
  });
  const scope = { hubId: "h", checkoutId, branch: "main" };
  const lines = Array.from({ length: 3000 }, (_, task) => `- [ ] **T${task}: task ${task}**`);
  const outline = outlineList("TASKS.md", lines.join("\n"), "checkbox", 1000);
  const thread = startThread<NotedList, NotedTurn>("pack-list", {
    env: {},
    data: {
      list: {
        list: outlinedList("TASKS.md", outline),
        idRoot: "r1",
        workstreamId: "w1",
        policy: "ask",
        lead: "ask",
      },
      key: "TASKS.md",
      ledgerFile,
      scope,
    },
  });
  await thread.next();
  const second = thread.next();
  await thread.end();
  expect(await second).toBe(null);
  expect(findUnconfirmed(ledger, scope)).toHaveLength(2);
});

test("a thread of another version than the process that starts it refuses to work", async () => {
  const file = join(findInstallation().dist, "threads", "pack-list.js");
  const worker = new Worker(file, { workerData: { data: null, identity: "another" } });
  worker.postMessage("next");
  const [answer] = await once(worker, "message");
  expect(answer).toMatchObject({ kind: "failed", code: "locked", hint: "start it again" });
  await worker.terminate();
});
