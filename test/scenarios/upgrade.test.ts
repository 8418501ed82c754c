import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "libsql";
import { expect, onTestFinished, test } from "vitest";
import { cliFile, syncHooks } from "../helpers/cli.ts";
import { makeHome } from "../helpers/home.ts";

const root = dirname(dirname(dirname(cliFile)));
const parts = [
  "bin",
  "hooks",
  "src",
  "templates",
  "build.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

/** The next program of the same version, built from this one's files after a change. */
function buildNext(change: (folder: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "sync-hooks-next-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  change(folder);
  execFileSync(process.execPath, ["--import", "tsx", "build.ts"], { cwd: folder, stdio: "pipe" });
  return join(folder, "dist/bin/sync-hooks.js");
}

const changes: [string, (folder: string) => void][] = [
  [
    "another source",
    (folder) => appendFileSync(join(folder, "src/config/schema.ts"), "// More.\n"),
  ],
  ["another library", (folder) => appendFileSync(join(folder, "package-lock.json"), "\n")],
];

test.each(changes)(
  "an upgrade without a new version, with %s, takes no config from what the program before it has kept",
  { timeout: 240_000 },
  async (_what, change) => {
    const home = makeHome();
    expect(await syncHooks(home, ["status"])).toMatchObject({ status: 0 });
    const ledger = new Database(join(home.path, ".local/state/sync-hooks/ledger.db"));
    onTestFinished(() => void ledger.close());
    const forgetKeys = "UPDATE config_cache SET config = '{}'";
    expect(ledger.prepare(forgetKeys).run().changes).toBe(1);

    const next = buildNext(change);
    const read = execFileSync(process.execPath, [next, "status", "--json"], {
      cwd: home.path,
      env: home.env,
      encoding: "utf8",
    });
    expect(JSON.parse(read)).toHaveProperty("totals");
    const kept = ledger.prepare("SELECT config FROM config_cache").all() as { config: string }[];
    expect(kept.map(({ config }) => JSON.parse(config))).toMatchObject([{ interval_minutes: 15 }]);
  },
);
