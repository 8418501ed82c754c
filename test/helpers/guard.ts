import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

// Whatever a test forgets to set falls into an empty folder, never into the developer's own home.
const fallback = mkdtempSync(join(tmpdir(), "sync-hooks-guard-"));
const asked = ["SYNC_HOOKS_REQUIRE_ALL", "SYNC_HOOKS_TEST_GIT", "SYNC_HOOKS_TEST_TEMPLATES"];
for (const name of Object.keys(process.env))
  if (/^(GIT_|XDG_|SYNC_HOOKS|NO_COLOR|FORCE_COLOR)/.test(name) && !asked.includes(name))
    delete process.env[name];
process.env["HOME"] = fallback;
process.env["GIT_CONFIG_NOSYSTEM"] = "1";
process.env["SYNC_HOOKS_TEST_SCHEDULERS"] = "none";

afterAll(() => rmSync(fallback, { recursive: true, force: true }));
