import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sqliteMigrations } from "../../src/hub/sqlite-migrations.ts";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { hubKinds, type HubKind } from "../helpers/hub-kinds.ts";
import { git, makeRemote, makeRepository } from "../helpers/repository.ts";
import { workplan } from "../helpers/tasks.ts";

const file = "workplans/plan.md";
const kinds = hubKinds();

/** A registered repository with two tasks that stand in the hub; nothing here fires a hook. */
async function world(kind: HubKind) {
  const home = makeHome();
  home.env["SYNC_HOOKS"] = "0";
  const url = await kind.newUrl();
  useHub(home, url);
  const work = makeRepository(home, "work", makeRemote(home));
  writeFile(work, file, workplan({ T1: "todo", T2: "todo" }));
  git(home, work, "add", "--all");
  git(home, work, "commit", "--quiet", "--message", "plan");
  expect(await syncHooks(home, ["install", work])).toMatchObject({ status: 0 });
  const sync = async () => JSON.parse((await syncHooks(home, ["sync", "work", "--json"])).stdout);
  expect(await sync()).toMatchObject({ checkouts: [{ outcome: "synced" }] });
  const hub = (...args: string[]) => syncHooks(home, ["hub", ...args]);
  return { home, work, url, sync, hub };
}

const useHub = (home: Home, url: string) =>
  writeFile(home.path, ".config/sync-hooks/config.yaml", `hub: ${url}\n`);

const outcomeOf = (document: { checkouts: { outcome: string }[] }) =>
  document.checkouts[0]?.outcome;

describe.each(kinds)("on $name", (kind) => {
  describe.skipIf(kind.isMissing())("hub backup and hub restore", () => {
    test("a backup of what still stands is restored without a question", async () => {
      const { home, url, sync, hub } = await world(kind);
      const backup = join(home.path, "hub.jsonl.gz");
      expect(await hub("backup", backup)).toMatchObject({ status: 0 });
      expect(statSync(backup).mode & 0o777).toBe(0o600);
      const [head, ...lines] = gunzipSync(readFileSync(backup)).toString("utf8").trim().split("\n");
      expect(JSON.parse(head ?? "")).toMatchObject({
        sync_hooks_hub: 1,
        schema: sqliteMigrations.length,
      });
      expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ end: lines.length - 1 });
      const refused = await hub("restore", backup);
      expect(refused).toMatchObject({ status: 64 });
      expect(refused.stderr).toContain("--replace");
      await kind.sql(url, "UPDATE repos SET forge_id = 'lost'");
      expect(await hub("restore", backup, "--replace")).toMatchObject({ status: 0 });
      expect(await kind.sql(url, "SELECT forge_id FROM repos")).toEqual([{ forge_id: null }]);
      expect(outcomeOf(await sync())).toBe("nothing-to-do");
    });

    test("an older backup stops reconcile until hub adopt says who leads, and nothing is lost", async () => {
      const { home, work, url, sync, hub } = await world(kind);
      const backup = join(home.path, "hub.jsonl");
      await hub("backup", backup);
      await kind.sql(url, "UPDATE tasks SET status = 'done' WHERE key = 'T1'");
      expect(outcomeOf(await sync())).toBe("synced");
      expect(await hub("restore", backup, "--replace")).toMatchObject({ status: 0 });
      const stopped = await syncHooks(home, ["sync", "work"]);
      expect(stopped.stdout + stopped.stderr).toContain("hub adopt");
      expect(readFileSync(join(work, file), "utf8")).toBe(workplan({ T1: "done", T2: "todo" }));
      await hub("adopt", "work", "--lead", "markdown");
      expect(await kind.sql(url, "SELECT status FROM tasks WHERE key = 'T1'")).toEqual([
        { status: "done" },
      ]);
    });

    test("hub migrate alone brings an empty database up to date, and leaves one that is so alone", async () => {
      const home = makeHome();
      const url = await kind.newUrl();
      useHub(home, url);
      const migrate = () => syncHooks(home, ["hub", "migrate", "--json"]);
      const taken = () => kind.sql(url, "SELECT * FROM migrations");
      const first = await migrate();
      expect(first).toMatchObject({ status: 0, stderr: "" });
      expect(JSON.parse(first.stdout)).toMatchObject({ kind: "current" });
      const steps = await taken();
      expect(steps.length).toBeGreaterThan(0);
      expect(await migrate()).toEqual(first);
      expect(await taken()).toEqual(steps);
    });

    test("a backup that is cut off or spoilt is refused with file and line, and changes nothing", async () => {
      const { home, url, hub } = await world(kind);
      const backup = join(home.path, "hub.jsonl");
      await hub("backup", backup);
      const text = readFileSync(backup, "utf8");
      const before = await kind.sql(url, "SELECT * FROM tasks ORDER BY id");
      for (const [spoilt, says] of [
        [text.slice(0, text.lastIndexOf("{")), "was cut off"],
        [text.replace('["tasks",', '["tasks",,'), "is no line of a hub's dump"],
        [text.replace('["tasks",', '["users",'), 'rows of a table "users"'],
        [text.replace(/"schema":\d+/, '"schema":99'), "has schema 99"],
        [text.split("\n").slice(1).join("\n"), "does not begin as one"],
        ["", "does not begin as one"],
      ] as const) {
        writeFileSync(backup, spoilt);
        const result = await hub("restore", backup, "--replace");
        expect(result).toMatchObject({ status: 1 });
        expect(result.stderr).toContain(says);
        expect(result.stderr).toContain(backup);
        expect(await kind.sql(url, "SELECT * FROM tasks ORDER BY id")).toEqual(before);
      }
      const missing = await hub("restore", join(home.path, "none.jsonl.gz"), "--replace");
      expect(missing).toMatchObject({ status: 1 });
      expect(missing.stderr).toContain("none.jsonl.gz cannot be read");
    });

    test("a hub is restored into a database of the other kind, and is the same hub there", async () => {
      const { home, url, sync, hub } = await world(kind);
      const other = kinds.find(({ name }) => name !== kind.name);
      if (!other) throw new Error("there is but one kind");
      const backup = join(home.path, "hub.jsonl");
      await hub("backup", backup);
      const elsewhere = await other.newUrl();
      useHub(home, elsewhere);
      expect(await hub("restore", backup)).toMatchObject({ status: 0 });
      expect(outcomeOf(await sync())).toBe("nothing-to-do");
      const tasks = "SELECT key, title, status, rev, created_at FROM tasks ORDER BY key";
      const numbers = (rows: Record<string, unknown>[]) =>
        rows.map((row) => ({ ...row, rev: Number(row["rev"]) }));
      expect(numbers(await other.sql(elsewhere, tasks))).toEqual(
        numbers(await kind.sql(url, tasks)),
      );
    });

    test("hub migrate --to moves the hub; the old place says where it is, and edits flow on", async () => {
      const { home, work, url, sync, hub } = await world(kind);
      const other = kinds.find(({ name }) => name !== kind.name);
      if (!other) throw new Error("there is but one kind");
      const elsewhere = await other.newUrl();
      await kind.sql(url, "UPDATE tasks SET status = 'blocked' WHERE key = 'T2'");
      const moved = await hub("migrate", "--to", elsewhere);
      expect(moved).toMatchObject({ status: 0 });
      expect(moved.stdout).toContain("moved");
      const stale = await syncHooks(home, ["sync", "work"]);
      expect(stale.stdout + stale.stderr).toContain("has moved to");
      useHub(home, elsewhere);
      expect(outcomeOf(await sync())).toBe("synced");
      expect(readFileSync(join(work, file), "utf8")).toBe(workplan({ T1: "todo", T2: "blocked" }));
      await other.sql(elsewhere, "UPDATE tasks SET status = 'done' WHERE key = 'T1'");
      expect(outcomeOf(await sync())).toBe("synced");
      expect(readFileSync(join(work, file), "utf8")).toBe(workplan({ T1: "done", T2: "blocked" }));
      expect((await hub("migrate")).stdout).toContain("has the newest schema");
    });
  });
});
