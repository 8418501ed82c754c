import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { machineChecks, placeChecks, checkoutChecks } from "../../src/actions/doctor/table.ts";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome } from "../helpers/home.ts";
import { addCheckout, ledgerFile } from "../helpers/registry.ts";
import { makeRepository } from "../helpers/repository.ts";

const hookOf = (path: string) => join(path, ".git", "hooks", "post-commit");

test("doctor on a new machine warns of what is missing, and fails nothing", async () => {
  const { stdout, status } = await syncHooks(makeHome(), ["doctor"]);
  expect(stdout).toContain("sync-hooks timer install");
  expect(status).toBe(0);
});

test("doctor shows a fault with its mend, fails, and mends it with --fix", async () => {
  const home = makeHome();
  const path = makeRepository(home, "code/api");
  await addCheckout(home, path);
  writeFileSync(hookOf(path), "#!/bin/sh\n");
  const before = await syncHooks(home, ["doctor"]);
  expect(before.stdout).toContain("✖ hooks\n  another tool has rewritten the hooks\n");
  expect(before.stdout).toContain("→ sync-hooks install api\n");
  expect(before.status).toBe(1);
  const fixed = await syncHooks(home, ["doctor", "--fix"]);
  expect(fixed.stdout).toContain("✔ installed the hooks of api");
  expect(fixed.status).toBe(0);
});

test("doctor --json gives every check, the machine's and each checkout's", async () => {
  const home = makeHome();
  await addCheckout(home, makeRepository(home, "code/api"));
  const { stdout } = await syncHooks(home, ["doctor", "--json"]);
  const { checks, totals } = JSON.parse(stdout);
  const ids = [...machineChecks, ...placeChecks, ...checkoutChecks].map(({ id }) => id);
  expect(checks.map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(checks[0]).toEqual({
    id: "node",
    what: "node",
    checkout: null,
    path: null,
    verdict: "ok",
    detail: expect.any(String),
    mend: null,
    fixable: false,
    fixed: null,
  });
  expect(totals.ok + totals.warn + totals.fail).toBe(checks.length);
});

test("inside a registered checkout, doctor examines that one and counts the others; --all examines every one", async () => {
  const home = makeHome();
  const path = makeRepository(home, "code/api");
  await addCheckout(home, path);
  await addCheckout(home, makeRepository(home, "code/web"));
  const here = await syncHooks(home, ["-C", path, "doctor"]);
  expect(here.stdout).toContain("1 other checkout  → sync-hooks doctor --all\n");
  expect(here.stdout).not.toContain("web");
  const all = await syncHooks(home, ["-C", path, "doctor", "--all"]);
  expect(all.stdout).toMatch(/api[^]*web/);
  expect(all.stdout).not.toContain("other checkout");
});

test("doctor answers with a ruined ledger, an unreadable config and nothing else to hold on to", async () => {
  const home = makeHome();
  await addCheckout(home, makeRepository(home, "code/api"));
  for (const suffix of ["-wal", "-shm"]) rmSync(ledgerFile(home) + suffix, { force: true });
  writeFileSync(ledgerFile(home), "nonsense ".repeat(500));
  const { stdout, stderr, status } = await syncHooks(home, ["doctor", "--fix"]);
  expect(stderr).toBe("");
  expect(stdout).toContain("✖ ledger");
  expect(stdout).toContain("sync-hooks add --scan DIR");
  expect(status).toBe(1);
});

test("every check is explained in docs/troubleshooting.md", () => {
  const text = readFileSync(new URL("../../docs/troubleshooting.md", import.meta.url), "utf8");
  const unexplained = [...machineChecks, ...placeChecks, ...checkoutChecks].filter(
    ({ id }) => id !== "node" && !text.includes(`\`${id}\``),
  );
  expect(unexplained).toEqual([]);
});
