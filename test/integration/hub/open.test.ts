import Database from "libsql";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openHub } from "../../../src/hub/open.ts";
import { listRepos } from "../../../src/hub/repos.ts";
import { makeHome } from "../../helpers/home.ts";
import { addTestRepo, makeHub, reopenHub } from "../../helpers/hub.ts";

test("a new hub is readable by its owner alone, its journal files too", async () => {
  const { hub, path } = await makeHub();
  await addTestRepo(hub);
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a hub keeps its id when it is opened again, and another hub has another", async () => {
  const { hub, path } = await makeHub();
  expect((await reopenHub(path)).id).toBe(hub.id);
  expect((await makeHub()).hub.id).not.toBe(hub.id);
});

test("processes that open a new hub at once all find one whole schema", async () => {
  const path = join(makeHome().path, "hub.db");
  const hubs = await Promise.all([1, 2, 3, 4].map(() => reopenHub(path)));
  expect(new Set(hubs.map((hub) => hub.id)).size).toBe(1);
  const reader = new Database(path);
  onTestFinished(() => void reader.close());
  expect(reader.prepare("SELECT id, name FROM migrations").all()).toEqual([
    { id: 1, name: "001-tables" },
    { id: 2, name: "002-edits-revive" },
    { id: 3, name: "003-receipts" },
    { id: 4, name: "004-order-by-usual-words" },
    { id: 5, name: "005-moves-between-repositories" },
    { id: 6, name: "006-utf-8-alone" },
    { id: 7, name: "007-text-alone" },
    { id: 8, name: "008-passed-words" },
  ]);
});

test("a hub that a newer sync-hooks has used is refused with the mend and left as it was", async () => {
  const { hub, path } = await makeHub();
  await hub.close();
  const newer = new Database(path);
  newer.exec("PRAGMA user_version = 999");
  newer.close();
  await expect(openHub(`sqlite:${path}`)).rejects.toMatchObject({
    code: "store",
    message: expect.stringContaining(path),
    hint: expect.stringContaining("update sync-hooks"),
  });
});

test("a damaged hub is a store error that names the file, and its bytes stay", async () => {
  const path = join(makeHome().path, "hub.db");
  const bytes = "no database at all ".repeat(500);
  writeFileSync(path, bytes);
  await expect(openHub(`sqlite:${path}`)).rejects.toMatchObject({
    code: "store",
    message: expect.stringContaining(`${path} is damaged`),
  });
  expect(readFileSync(path, "utf8")).toBe(bytes);
});

test("a hub path that is a directory is a store error with the mend", async () => {
  const path = join(makeHome().path, "hub.db");
  mkdirSync(path);
  await expect(openHub(`sqlite:${path}`)).rejects.toMatchObject({
    code: "store",
    message: expect.stringContaining(path),
  });
});

test("a hub whose write lock another program keeps is offline, not broken", async () => {
  const { hub, path } = await makeHub();
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  onTestFinished(() => void other.close());
  await expect(addTestRepo(hub)).rejects.toMatchObject({ code: "offline" });
});

test("a hub on a full disk is a store error and keeps what it held", async ({ skip }) => {
  const folder = join(makeHome().path, "small");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "pipe" });
  } catch {
    skip("mounting a small tmpfs needs root");
  }
  onTestFinished(() => void execFileSync("umount", ["--lazy", folder]));
  const hub = await reopenHub(join(folder, "hub.db"));
  const { id, slug } = await addTestRepo(hub);
  const title = "x".repeat(2_000_000);
  const goal = { id: "g", repo_id: id, title, description: null, status: "active" };
  await expect(
    hub.write((db) => db.insertInto("goals").values(goal).execute()),
  ).rejects.toMatchObject({ code: "store", message: expect.stringContaining("full") });
  expect(await listRepos(hub)).toMatchObject([{ id, slug }]);
});

test("an unknown kind of hub is a config error that says what to write", async () => {
  await expect(openHub("mysql://team")).rejects.toMatchObject({
    code: "config",
    hint: expect.stringContaining("sqlite:"),
  });
});
