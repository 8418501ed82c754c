import Database from "libsql";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, type Home } from "../helpers/home.ts";
import { ledgerFile } from "../helpers/registry.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { mountSmallDisk, noDisks, type SmallDisk } from "../helpers/small-disk.ts";
import { untilQuiet } from "../helpers/workers.ts";

type Place = { path: string; remote: string };
type World = { home: Home; disk: SmallDisk; places: Place[] };

/** Two installed and synced checkouts; the named folder of sync-hooks, or one repository, lies on a disk of its own. */
async function onDisk(what: "state" | "data" | "git"): Promise<World> {
  const home = makeHome();
  const folders = { state: ".local/state", data: ".local/share", git: "code/api" };
  const disk = mountSmallDisk(home, folders[what], 8);
  const places = ["api", "web"].map((name) => {
    const remote = makeRemote(home, `remotes/${name}.git`);
    return { remote, path: makeRepository(home, `code/${name}`, remote) };
  });
  expect(await syncHooks(home, ["install", "--scan", "code"])).toMatchObject({ status: 0 });
  expect(await syncHooks(home, ["sync", "--all"])).toMatchObject({ status: 0 });
  if (what === "state") emptyJournal(ledgerFile(home));
  return { home, disk, places };
}

/** A ledger's journal keeps the room that it once took, and a run that finds enough of it needs no disk. */
function emptyJournal(file: string): void {
  const db = new Database(file);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
}

async function commitAll(home: Home, places: readonly Place[], name: string): Promise<void> {
  for (const { path } of places) commitFile(home, path, name, "- [ ] **T1: One**\n");
  await untilQuiet(home);
}

const unpushed = (home: Home, places: readonly Place[]) =>
  places.filter(({ path, remote }) => refOf(home, remote, "main") !== refOf(home, path, "HEAD"));

const lastRunOf = ({ path }: Place) =>
  JSON.parse(readFileSync(join(path, ".git/sync-hooks/last-run.json"), "utf8"));

/** What can be wrong with a disk, and how it is put right. */
const troubles: [string, (disk: SmallDisk) => void, (disk: SmallDisk) => void, RegExp][] = [
  [
    "full",
    (disk) => disk.fill(),
    (disk) => rmSync(join(disk.path, "filler")),
    /full|no space|ENOSPC|make room/i,
  ],
  [
    "read-only",
    (disk) => disk.setReadOnly(),
    (disk) => disk.setWritable(),
    /read-only|readonly|EROFS|cannot be (opened for writing|written)/i,
  ],
];

const skip = noDisks();

describe.each(troubles)("a %s disk", (_what, spoil, mend, words) => {
  test.skipIf(skip)("below the hub stops reconcile alone: both commits are pushed", async () => {
    const { home, disk, places } = await onDisk("data");
    spoil(disk);
    await commitAll(home, places, "TASKS.md");
    expect(unpushed(home, places)).toEqual([]);
    for (const place of places) {
      expect(lastRunOf(place)).toMatchObject({ outcome: expect.stringMatching(/failed|offline/) });
      expect(lastRunOf(place).error).toMatch(words);
    }
    const swept = await syncHooks(home, ["sweep"]);
    expect(swept.status).toBeGreaterThan(0);
    expect(swept.stdout + swept.stderr).toMatch(words);
    mend(disk);
    expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
    const { checkouts } = JSON.parse((await syncHooks(home, ["status", "--json"])).stdout);
    for (const one of checkouts) expect(one.tasks).toMatchObject({ todo: 1 });
  });

  test.skipIf(skip)("below the ledger fails no commit, says so, and loses nothing", async () => {
    const { home, disk, places } = await onDisk("state");
    spoil(disk);
    await commitAll(home, places, "a");
    for (const place of places)
      expect(lastRunOf(place)).toMatchObject({
        outcome: "failed",
        error: expect.stringMatching(words),
      });
    for (const command of ["sweep", "sync"]) {
      const told = await syncHooks(home, [command, ...(command === "sync" ? ["--all"] : [])]);
      expect(told.status).toBe(1);
      expect(told.stdout + told.stderr).toMatch(words);
    }
    mend(disk);
    expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
    expect(unpushed(home, places)).toEqual([]);
  });

  test.skipIf(skip)("below one checkout stops no other, in a sweep neither", async () => {
    const { home, disk, places } = await onDisk("git");
    const [api, web] = places as [Place, Place];
    commitFile({ ...home, env: { ...home.env, SYNC_HOOKS: "0" } }, api.path, "a", "1");
    spoil(disk);
    await commitAll(home, [web], "a");
    expect(unpushed(home, [web])).toEqual([]);
    commitFile({ ...home, env: { ...home.env, SYNC_HOOKS: "0" } }, web.path, "b", "1");
    const swept = await syncHooks(home, ["sweep"]);
    expect(swept.status).toBe(1);
    expect(swept.stdout).toMatch(words);
    expect(unpushed(home, [web])).toEqual([]);
    mend(disk);
    expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
    expect(unpushed(home, places)).toEqual([]);
    expect(git(home, api.path, "status", "--porcelain")).toBe("");
    expect(existsSync(join(api.path, ".git/index.lock"))).toBe(false);
  });
});
