import Database from "libsql";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { configFile, hubFile, ledgerFile } from "../helpers/registry.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { untilQuiet } from "../helpers/workers.ts";

type Place = { path: string; remote: string };

/** Two installed checkouts that were synced once, so that hub and ledger are in use. */
async function inUse(): Promise<{ home: Home; places: Place[] }> {
  const home = makeHome();
  const places = ["api", "web"].map((name) => {
    const remote = makeRemote(home, `remotes/${name}.git`);
    return { remote, path: makeRepository(home, `code/${name}`, remote) };
  });
  expect(await syncHooks(home, ["install", "--scan", "code"])).toMatchObject({ status: 0 });
  expect(await syncHooks(home, ["sync", "--all"])).toMatchObject({ status: 0 });
  return { home, places };
}

/** Commits in every checkout, and waits for what the hooks started. */
async function commitAll(home: Home, places: readonly Place[], name: string): Promise<void> {
  for (const { path } of places) commitFile(home, path, name, "1");
  await untilQuiet(home);
}

const unpushed = (home: Home, places: readonly Place[]) =>
  places.filter(({ path, remote }) => refOf(home, remote, "main") !== refOf(home, path, "HEAD"));

const lastRunOf = ({ path }: Place) =>
  JSON.parse(readFileSync(join(path, ".git/sync-hooks/last-run.json"), "utf8"));

/** Spoils a database; gives the way to put it back as it was. */
type Harm = (file: string) => () => void;

const newer: Harm = (file) => {
  const change = (version: number) => {
    const db = new Database(file);
    const { user_version: old } = db.prepare("PRAGMA user_version").get() as {
      user_version: number;
    };
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();
    return old;
  };
  const old = change(999);
  return () => void change(old);
};

const corrupt: Harm = (file) => {
  const db = new Database(file);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  const bytes = readFileSync(file);
  for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
  writeFileSync(file, "no database at all ".repeat(500));
  return () => writeFileSync(file, bytes);
};

/** As a file that its owner may not read: root, as whom tests may run, is never refused. */
const unreadable: Harm = (file) => {
  const aside = `${file}-aside`;
  for (const suffix of ["", "-wal", "-shm"])
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  mkdirSync(file);
  return () => {
    rmSync(file, { recursive: true });
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(aside + suffix)) renameSync(aside + suffix, file + suffix);
  };
};

const harms: [string, Harm, RegExp][] = [
  ["of a newer sync-hooks", newer, /update sync-hooks/],
  ["that is damaged", corrupt, /doctor|backup/],
  ["that cannot be opened", unreadable, /doctor|read and write access/],
];

describe.each(harms)("a hub %s", (_what, harm, mend) => {
  test("stops reconcile alone: hooks, sync and sweep push, all say the mend, and nothing is lost", async () => {
    const { home, places } = await inUse();
    const restore = harm(hubFile(home));
    await commitAll(home, places, "a");
    expect(unpushed(home, places)).toEqual([]);
    for (const place of places) {
      const run = lastRunOf(place);
      expect(run).toMatchObject({ outcome: "failed", reason: "store" });
      expect(run.error).toMatch(mend);
    }
    const swept = await syncHooks(home, ["sweep"]);
    expect(swept.status).toBe(1);
    expect(swept.stdout).toMatch(mend);
    const seen = await syncHooks(home, ["status"]);
    expect(seen.status).toBe(1);
    expect(seen.stdout.replaceAll("~", home.path)).toContain(hubFile(home));
    expect(seen.stdout).toMatch(mend);
    expect((await syncHooks(home, ["sync", "--all"])).status).toBe(1);

    restore();
    expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
    expect(await syncHooks(home, ["status"])).toMatchObject({ status: 0 });
  });
});

describe.each(harms)("a ledger %s", (_what, harm, mend) => {
  test("is told by every command with its mend; commits go on, and are pushed once it is mended", async () => {
    const { home, places } = await inUse();
    const restore = harm(ledgerFile(home));
    await commitAll(home, places, "a");
    expect(lastRunOf(places[0] as Place)).toMatchObject({ outcome: "failed", reason: "store" });
    for (const command of ["sweep", "status", "list"]) {
      const told = await syncHooks(home, [command]);
      expect(told.status).toBe(1);
      expect(told.stderr).toContain(ledgerFile(home));
      expect(told.stderr).toMatch(mend);
    }
    expect(unpushed(home, places)).toHaveLength(2);

    restore();
    expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
    expect(unpushed(home, places)).toEqual([]);
  });
});

describe("a broken config", () => {
  test("of the user's stops no commit; once it is mended the next sweep brings what was missed", async () => {
    const { home, places } = await inUse();
    writeFile(home.path, ".config/sync-hooks/config.yaml", "pull: perhaps\n");
    await commitAll(home, places, "a");
    for (const place of places) {
      expect(lastRunOf(place)).toMatchObject({ outcome: "failed", reason: "config" });
      expect(lastRunOf(place).error).toContain(`${configFile(home)}:1`);
    }
    expect(unpushed(home, places)).toHaveLength(2);
    expect((await syncHooks(home, ["sweep"])).status).toBe(78);

    rmSync(configFile(home));
    expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
    expect(unpushed(home, places)).toEqual([]);
  });

  test("of one repository fails that one alone, also in a sweep; its next commit after the mend brings all", async () => {
    const { home, places } = await inUse();
    const [api, web] = places as [Place, Place];
    const broken = writeFile(api.path, ".sync-hooksrc", "pul: off\n");
    await commitAll(home, places, "a");
    expect(unpushed(home, places)).toEqual([api]);
    expect(lastRunOf(web)).toMatchObject({ outcome: "synced" });
    const swept = await syncHooks(home, ["sweep"]);
    expect(swept.status).toBe(1);
    rmSync(broken);
    await commitAll(home, [api], "b");
    expect(unpushed(home, places)).toEqual([]);
    expect(git(home, api.remote, "rev-list", "--count", "main")).toBe("3");
  });
});
