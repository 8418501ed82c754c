import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "libsql";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeFile } from "../../helpers/home.ts";
import { makePatient } from "../../helpers/patient.ts";
import {
  configFile,
  dataFolder,
  hubFile,
  ledgerFile,
  stateFolder,
} from "../../helpers/registry.ts";
import { requiresRoot } from "../../helpers/requirements.ts";
import { fakeCrontab, fakeSchedulers, putCrontab } from "../../helpers/schedulers.ts";

const nonsense = "this is no database, but long enough to be taken for one. ".repeat(40);

/** Overwrites a closed database, as a failing disk would. */
function ruin(file: string): void {
  for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
  writeFileSync(file, nonsense);
}

describe("the stores", () => {
  test("a ledger that is no database is told, with the way to begin anew", async () => {
    const { home, ask } = await makePatient();
    ruin(ledgerFile(home));
    const answer = await ask("ledger");
    expect(answer.verdict).toBe("fail");
    expect(answer.mend).toContain(`mv '${ledgerFile(home)}'`);
    expect(answer.mend).toContain("sync-hooks add --scan");
  });

  test("damage inside a ledger that still opens is found", async () => {
    const { home, ask } = await makePatient();
    const db = new Database(ledgerFile(home));
    db.exec("PRAGMA writable_schema = ON");
    db.exec("UPDATE sqlite_master SET rootpage = rootpage + 1 WHERE name = 'checkouts_by_slug'");
    db.close();
    expect((await ask("ledger")).verdict).toBe("fail");
  });

  test("a ledger of a newer sync-hooks is not to be moved aside", async () => {
    const { home, ask } = await makePatient();
    const db = new Database(ledgerFile(home));
    db.exec("PRAGMA user_version = 999");
    db.close();
    const answer = await ask("ledger");
    expect(answer.verdict).toBe("fail");
    expect(answer.mend).toMatch(/update sync-hooks/);
  });

  test("text in the hub that no process could read is told by its place, and the mend mends it", async () => {
    const { home, ctx, ask } = await makePatient();
    await (await ctx.hub()).close();
    const db = new Database(hubFile(home));
    onTestFinished(() => void db.close());
    db.exec(`
      INSERT INTO workstreams (id, repo_id, key, file) SELECT 'w', id, 'W', 'w.md' FROM repos;
      INSERT INTO tasks (id, repo_id, workstream_id, key, title) SELECT 't' || value, repos.id, 'w', value, 'Größe'
      FROM repos, json_each('["T1", "T2"]')`);
    expect(await ask("hub")).toMatchObject({ verdict: "ok" });
    const guards = db
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'tasks'")
      .all() as { name: string; sql: string }[];
    for (const { name } of guards) db.exec(`DROP TRIGGER ${name}`);
    db.exec(`UPDATE tasks SET title = CAST(x'41ff' AS TEXT), completed_at = 'a' || char(0),
      key = CAST(CASE key WHEN 'T1' THEN x'42ff' ELSE x'42fe' END AS TEXT)`);
    for (const { sql } of guards) db.exec(sql);
    for (const key of ["x42FF", "x42FE"]) {
      const { verdict, mend } = await ask("hub");
      expect(verdict).toBe("fail");
      // As it stands there, with every trigger in its place.
      const [, statement = ""] = /"(.*)"/.exec(mend ?? "") ?? [];
      db.exec(statement);
      expect(
        db.prepare("SELECT title, completed_at FROM tasks WHERE key = ?").get(key),
      ).toMatchObject({ title: "x41FF", completed_at: null });
    }
    expect(await ask("hub")).toMatchObject({ verdict: "ok" });
  });

  test("a hub that is no database is told, and the checkouts are examined all the same", async () => {
    const { home, ask } = await makePatient();
    ruin(hubFile(home));
    expect(await ask("hub")).toMatchObject({ verdict: "fail" });
    expect(await ask("hooks")).toMatchObject({ verdict: "ok" });
  });

  test("a config that cannot be read is told with its file, and leaves the hub unknown", async () => {
    const { home, ask } = await makePatient();
    writeFile(dirname(configFile(home)), "config.yaml", "hub: [\n");
    const answer = await ask("config");
    expect(answer.verdict).toBe("fail");
    expect(answer.detail).toContain(configFile(home));
    expect(await ask("hub")).toMatchObject({ verdict: "warn" });
  });
});

describe("the runner", () => {
  const runner = (home: Parameters<typeof dataFolder>[0]) => join(dataFolder(home), "runner");

  test("a runner that is gone is written again by --fix", async () => {
    const { home, ask } = await makePatient();
    rmSync(runner(home));
    expect(await ask("runner")).toMatchObject({ verdict: "warn", isFixable: true });
    expect(await ask("runner", "fix")).toMatchObject({ verdict: "ok", fixed: expect.any(String) });
    expect(readFileSync(runner(home), "utf8")).toContain("post-commit");
  });

  test("a runner that cannot be executed is made executable by --fix", async () => {
    const { home, ask } = await makePatient();
    chmodSync(runner(home), 0o644);
    expect(await ask("runner")).toMatchObject({ verdict: "fail" });
    expect(await ask("runner", "fix")).toMatchObject({ verdict: "ok" });
  });

  test("a runner of another version is renewed by --fix", async () => {
    const { home, ask } = await makePatient();
    const text = readFileSync(runner(home), "utf8");
    writeFileSync(runner(home), text.replace("trap '' HUP INT", "trap '' HUP"));
    expect(await ask("runner")).toMatchObject({ verdict: "warn" });
    expect(await ask("runner", "fix")).toMatchObject({ verdict: "ok" });
  });

  test("a node that was updated away is replaced by the one at hand", async () => {
    const { home, ask } = await makePatient();
    const text = readFileSync(runner(home), "utf8");
    writeFileSync(runner(home), text.replaceAll(process.execPath, "/gone/bin/node"));
    const answer = await ask("runner-node");
    expect(answer).toMatchObject({ verdict: "fail", isFixable: true });
    expect(answer.detail).toContain("/gone/bin/node");
    expect(await ask("runner-node", "fix")).toMatchObject({ verdict: "ok" });
    expect(readFileSync(runner(home), "utf8")).toContain(`node='${process.execPath}'`);
  });
});

describe("git", () => {
  test.each([
    ["git version 2.20.1", "fail"],
    ["git version 2.34.1", "warn"],
    ["git version 2.39.5 (Apple Git-154)", "ok"],
  ])("%s is %s", async (words, verdict) => {
    const { home, ask } = await makePatient();
    const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    const script = `#!/bin/sh\n[ "$1" = version ] && echo '${words}' && exit\nexec '${real}' "$@"\n`;
    const fake = writeFile(home.path, "bin/git", script, 0o755);
    home.env["PATH"] = `${dirname(fake)}:${home.env["PATH"]}`;
    expect(await ask("git")).toMatchObject({ verdict });
  });
});

describe("the timer", () => {
  test("no timer at all is a warning with the command that installs one", async () => {
    const { ask } = await makePatient();
    const answer = await ask("timer");
    expect(answer).toMatchObject({ verdict: "warn", mend: "sync-hooks timer install" });
  });

  test("a crontab that cannot be read is told in its own words", async () => {
    const { home, ask } = await makePatient();
    fakeSchedulers(home, { crontab: "echo 'you are not allowed to use this program' >&2; exit 1" });
    const answer = await ask("timer");
    expect(answer.verdict).toBe("fail");
    expect(answer.detail).toContain("not allowed");
  });

  test("a crontab entry without a cron daemon does not count as a timer", async () => {
    const { home, ctx, ask } = await makePatient();
    fakeSchedulers(home, { crontab: fakeCrontab, pgrep: "exit 1" });
    putCrontab(home, "");
    const { installTimer } = await import("../../../src/actions/timer/timer.ts");
    await installTimer(ctx, { mode: "apply", via: "cron", everyMinutes: 15 });
    const answer = await ask("timer");
    expect(answer).toMatchObject({ verdict: "fail", mend: expect.any(String) });
  });
});

const isNotRoot = requiresRoot("mount a disk");

describe.skipIf(isNotRoot)("the disk", () => {
  const mount = (folder: string, options: string) => {
    mkdirSync(folder, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
    onTestFinished(() => void execFileSync("umount", ["--lazy", folder]));
  };

  test("a full one is told before anything fails on it", async () => {
    const { home, ask } = await makePatient();
    mount(dataFolder(home), "size=64k");
    expect(await ask("folders")).toMatchObject({ verdict: "fail" });
    expect((await ask("folders")).detail).toContain("is full");
  });

  test("a read-only one is told, and how it would be mended", async () => {
    const { home, ask } = await makePatient();
    mount(dirname(configFile(home)), "size=64m,ro");
    const answer = await ask("folders");
    expect(answer).toMatchObject({ verdict: "fail", mend: "mount the disk for writing" });
  });

  test("a doctor on a read-only state folder still gives every answer about the machine", async () => {
    const { home, ask } = await makePatient();
    mount(stateFolder(home), "size=64m,ro");
    expect(await ask("ledger")).toMatchObject({ verdict: "fail" });
    expect(await ask("hub")).toMatchObject({ verdict: "ok" });
  });
});
