import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { makePostgres, requiresPostgres, runSql } from "../helpers/postgres.ts";
import { commitFile, makeRemote, makeRepository } from "../helpers/repository.ts";
import { untilQuiet } from "../helpers/workers.ts";

const password = "open-sesame-postgres";

describe.skipIf(requiresPostgres())("a password in the URL of a database", () => {
  let server: Awaited<ReturnType<typeof makePostgres>>;
  beforeAll(async () => void (server = await makePostgres()));
  afterAll(() => server.remove());

  test("invariant 18: it stands in the user's config file, and reaches no output and no other file", async () => {
    const home = makeHome();
    const withPassword = (url: string) => url.replace("ann@", `ann:${password}@`);
    const [hub, plan] = [await server.createDatabase(), await server.createDatabase()];
    await runSql(
      plan,
      "CREATE TABLE v2_tasks (task_id text PRIMARY KEY, status text); INSERT INTO v2_tasks VALUES ('T1', 'todo')",
    );
    const table = `{ url: "${withPassword(plan)}", table: v2_tasks, key: task_id, status: status }`;
    writeFile(
      home.path,
      ".config/sync-hooks/config.yaml",
      `hub: ${withPassword(hub)}\ntasks: { table: ${table} }\n`,
    );
    const work = makeRepository(home, "work", makeRemote(home));
    const said: string[] = [];
    const say = async (...args: string[]) => {
      const { stdout, stderr } = await syncHooks(home, args);
      said.push(stdout, stderr);
    };
    const sayAll = async () => {
      for (const command of ["status", "doctor", "config", "log", "conflicts"])
        await say(command, "--json");
      await say("sync", "work", "--verbose");
      await say("sweep", "--verbose");
      await say("hub", "backup", join(home.path, "backup.jsonl"));
    };
    await say("install", work);
    commitFile(home, work, "TASKS.md", "- [ ] T1: one\n");
    await untilQuiet(home);
    await sayAll();
    // The config comes from the ledger now, without the password, and still leads to both databases.
    commitFile(home, work, "TASKS.md", "- [x] T1: one\n");
    await untilQuiet(home);
    await sayAll();
    expect(await runSql(plan, "SELECT status FROM v2_tasks")).toEqual([{ status: "done" }]);
    await say("hub", "migrate", "--to", withPassword(await server.createDatabase()));
    await sayAll();
    await server.stop();
    await sayAll();
    expect(said.join("")).not.toContain(password);
    expect(said.join("")).toContain("127.0.0.1");
    const holding = readdirSync(home.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path).includes(password));
    expect(holding).toEqual([join(home.path, ".config/sync-hooks/config.yaml")]);
  });
});
