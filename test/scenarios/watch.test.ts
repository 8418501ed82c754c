import Database from "libsql";
import {
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { writeFile } from "../helpers/home.ts";
import {
  cloneRemote,
  commitFile,
  git,
  makeRemote,
  makeRepository,
  refOf,
} from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";
import { makeWatchedWorld, plan, startWatcher } from "../helpers/watching.ts";

test("a commit, a saved task file, a changed hub row and a remote commit each sync by themselves", async () => {
  const { home, remote, work, hub, status } = await makeWatchedWorld();
  await startWatcher(home);
  const commit = commitFile(home, work, "a.txt", "a\n");
  await until("the commit is on its remote", () => refOf(home, remote, "main") === commit);
  const file = writeFile(work, "workplans/login.md", plan("in_progress"));
  await until("the hub has the saved status", () => status() === "in_progress");
  hub.exec("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await until("the file has the hub's status", () =>
    readFileSync(file, "utf8").includes("status: done"),
  );
  git(home, work, "commit", "--quiet", "--all", "--message", "done");
  const done = git(home, work, "rev-parse", "HEAD");
  await until("that is on the remote, too", () => refOf(home, remote, "main") === done);
  const other = cloneRemote(home, remote, "other");
  const theirs = commitFile(home, other, "b.txt", "b\n");
  git(home, other, "push", "--quiet");
  await until("the remote's commit is here", () => git(home, work, "rev-parse", "HEAD") === theirs);
});

test("a branch packed, in a worktree or with a slash in its name is followed as well", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  git(home, work, "pack-refs", "--all");
  const tree = join(home.path, "tree");
  git(home, work, "worktree", "add", "--quiet", "-b", "team/topic", tree);
  git(home, tree, "push", "--quiet", "--set-upstream", "origin", "team/topic");
  await syncHooks(home, ["add", tree]);
  await startWatcher(home);
  const onMain = commitFile(home, work, "a.txt", "a\n");
  await until("main is on its remote", () => refOf(home, remote, "main") === onMain);
  const onTopic = commitFile(home, tree, "b.txt", "b\n");
  await until("the topic is on its remote", () => refOf(home, remote, "team/topic") === onTopic);
});

test("a link to itself, and a branch in its parent folder's place, end no watcher", async () => {
  const { home, remote, work, status } = await makeWatchedWorld();
  git(home, work, "branch", "a/b/c");
  const watcher = await startWatcher(home, ["--interval", "1h", "--debounce", "100ms"]);
  symlinkSync("loop", join(work, "loop"));
  git(home, work, "branch", "-m", "a/b/c", "a");
  writeFile(work, "workplans/login.md", plan("in_progress"));
  await until("the hub has the saved status", () => status() === "in_progress");
  const commit = commitFile(home, work, "b.txt", "b\n");
  await until("the commit is on its remote", () => refOf(home, remote, "main") === commit);
  expect(await watcher.stop("SIGTERM"), watcher.output()).toBe(0);
});

test("checkouts that are added and removed, gone and back, are followed without a restart", async () => {
  const { home, remote, work, status } = await makeWatchedWorld();
  const watcher = await startWatcher(home);
  const secondRemote = makeRemote(home, "second.git");
  const second = makeRepository(home, "second", secondRemote);
  await syncHooks(home, ["add", second]);
  const added = commitFile(home, second, "a.txt", "a\n");
  await until("the added checkout is synced", () => refOf(home, secondRemote, "main") === added);
  cpSync(work, `${work}-away`, { recursive: true });
  rmSync(work, { recursive: true });
  await until("the missing checkout is told of", () =>
    /not there|gone|no longer|is missing/i.test(watcher.output()),
  );
  writeFile(`${work}-away`, "workplans/login.md", plan("in_progress"));
  renameSync(`${work}-away`, work);
  await until("what was saved meanwhile is in the hub", () => status() === "in_progress");
  // A poll finds nothing in a file that is only saved: this shows that its folder is watched.
  writeFile(work, "workplans/login.md", plan("done"));
  await until("what is saved now is in the hub, too", () => status() === "done");
  const back = commitFile(home, work, "b.txt", "b\n");
  await until("the checkout that came back is synced", () => refOf(home, remote, "main") === back);
  await syncHooks(home, ["remove", second]);
  rmSync(second, { recursive: true });
  expect(await watcher.stop("SIGTERM")).toBe(0);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends the watcher in good order: status 0, no state file, no process left",
  async (signal) => {
    const { home, work } = await makeWatchedWorld();
    const watcher = await startWatcher(home);
    const state = JSON.parse((await syncHooks(home, ["status", "--all", "--json"])).stdout);
    expect(state).toMatchObject({ watcher: { running: true, pid: watcher.child.pid } });
    const second = await syncHooks(home, ["watch"]);
    expect(second).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(String(watcher.child.pid)),
    });
    expect(await watcher.stop(signal), watcher.output()).toBe(0);
    const after = JSON.parse((await syncHooks(home, ["status", "--all", "--json"])).stdout);
    expect(after).toMatchObject({ watcher: { running: false, pid: null } });
    expect(existsSync(join(home.path, ".local/state/sync-hooks/watcher.json"))).toBe(false);
    expect(readdirSync(join(work, ".git")).filter((name) => name.endsWith(".lock"))).toEqual([]);
  },
);

test("a killed watcher leaves nothing that hinders the next one", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  const first = await startWatcher(home);
  await first.stop("SIGKILL");
  await startWatcher(home);
  const commit = commitFile(home, work, "a.txt", "a\n");
  await until("the next one syncs", () => refOf(home, remote, "main") === commit);
});

test("the hooks, the timer and the watcher together sync each commit once", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  await syncHooks(home, ["install", work]);
  await startWatcher(home);
  const commit = commitFile(home, work, "a.txt", "a\n");
  await syncHooks(home, ["sweep"]);
  await until("the commit is on its remote", () => refOf(home, remote, "main") === commit);
  const pushes = () =>
    readdirSync(join(home.path, ".local/state/sync-hooks/log")).flatMap((name) =>
      readFileSync(join(home.path, ".local/state/sync-hooks/log", name), "utf8")
        .split("\n")
        .filter((line) => line.includes("[PUSH]")),
    );
  expect(pushes().length).toBeLessThanOrEqual(2);
});

test("the timer's sweep is left to a watcher that sweeps, and not to one that does not", async () => {
  const { home } = await makeWatchedWorld();
  await startWatcher(home);
  const first = await syncHooks(home, ["sweep", "--scheduled", "--json"]);
  expect(JSON.parse(first.stdout)).toMatchObject({ state: "done" });
  const second = await syncHooks(home, ["sweep", "--scheduled", "--json"]);
  expect(JSON.parse(second.stdout)).toMatchObject({ state: "left-to-watcher" });
  const asked = await syncHooks(home, ["sweep", "--json"]);
  expect(JSON.parse(asked.stdout)).toMatchObject({ state: "done" });
});

test("--once syncs every checkout and ends; --dry-run tells what it would do, and does nothing", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  const before = refOf(home, remote, "main");
  const commit = commitFile(home, work, "a.txt", "a\n");
  const planned = await syncHooks(home, ["watch", "--once", "--dry-run"]);
  expect(planned).toMatchObject({ status: 0, stdout: expect.stringContaining("push 1") });
  expect(refOf(home, remote, "main")).toBe(before);
  const done = await syncHooks(home, ["watch", "--once", "--json"]);
  expect(JSON.parse(done.stdout)).toMatchObject({
    checkouts: [{ slug: "work", outcome: "synced" }],
  });
  expect(refOf(home, remote, "main")).toBe(commit);
});

test("--daemon comes back with the process that watches on", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  writeFile(
    home.path,
    ".config/sync-hooks/config.yaml",
    "watch: { interval: 1s, debounce: 100ms }\n",
  );
  const started = await syncHooks(home, ["watch", "--daemon", "--json"]);
  const { pid } = JSON.parse(started.stdout) as { pid: number };
  onTestFinished(() => void process.kill(pid, "SIGTERM"));
  const commit = commitFile(home, work, "a.txt", "a\n");
  await until("the commit is on its remote", () => refOf(home, remote, "main") === commit);
});

test("a remote that is away is told once, and asked again", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  renameSync(remote, `${remote}-away`);
  const watcher = await startWatcher(home);
  await until("the trouble is told", () => watcher.output().includes("remote is away"));
  renameSync(`${remote}-away`, remote);
  const other = cloneRemote(home, remote, "other");
  const theirs = commitFile(home, other, "b.txt", "b\n");
  git(home, other, "push", "--quiet");
  await until("the remote's commit is here", () => git(home, work, "rev-parse", "HEAD") === theirs);
  expect(watcher.output().match(/remote is away/g)).toHaveLength(1);
});

test("a remote commit that an unsaved change has kept away comes in once that is gone, a commit that found no remote goes out", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  const watcher = await startWatcher(home);
  writeFile(work, "README.md", "not finished\n");
  const other = cloneRemote(home, remote, "other");
  const theirs = commitFile(home, other, "b.txt", "b\n");
  git(home, other, "push", "--quiet");
  await until("the dirt is told", () => watcher.output().includes("dirty: README.md"));
  git(home, work, "checkout", "--quiet", "README.md");
  await until("the remote's commit is here", () => git(home, work, "rev-parse", "HEAD") === theirs);
  renameSync(remote, `${remote}-away`);
  const ours = commitFile(home, work, "c.txt", "c\n");
  await until("the trouble is told", () => /offline|away/.test(watcher.output()));
  renameSync(`${remote}-away`, remote);
  await until("the commit is on its remote", () => refOf(home, remote, "main") === ours);
});

test("a changed config is followed without a restart: interval, task files and hub; a broken one is told of", async () => {
  const { home, remote, work } = await makeWatchedWorld();
  const settings = (text: string) => writeFile(home.path, ".config/sync-hooks/config.yaml", text);
  settings("watch: { interval: 1h, debounce: 100ms }\n");
  const watcher = await startWatcher(home, []);
  const other = cloneRemote(home, remote, "other");
  const theirs = commitFile(home, other, "b.txt", "b\n");
  git(home, other, "push", "--quiet");
  settings("watch: { interval: 1s\n");
  await until("the broken config is told of", () => /config\.yaml/.test(watcher.output()));
  settings("watch: { interval: 1s, debounce: 100ms }\ntasks: { files: ['plans/*.md'] }\n");
  await until("the remote's commit is here", () => git(home, work, "rev-parse", "HEAD") === theirs);
  const inHub = (name: string, question: string) => {
    const db = new Database(join(home.path, name), { timeout: 10_000 });
    try {
      return db.prepare(question).all();
    } finally {
      db.close();
    }
  };
  writeFile(work, "plans/next.md", plan("todo").replace("WP-1", "WP-2").replace("T1", "T2"));
  await until(
    "the new pattern's file is read",
    () => inHub(".local/share/sync-hooks/hub.db", "SELECT 1 FROM tasks WHERE key = 'T2'")[0],
  );
  settings(
    "watch: { interval: 1s, debounce: 100ms }\ntasks: { files: ['plans/*.md'] }\nhub: sqlite:../../second.db\n",
  );
  await until(
    "the watcher has begun anew",
    () => watcher.output().split("config has changed").length > 2,
  );
  await until(
    "the other hub is opened",
    () => inHub("second.db", "SELECT 1 FROM sqlite_schema WHERE name = 'tasks'")[0],
  );
  expect(await watcher.stop("SIGTERM"), watcher.output()).toBe(0);
});

test("a repository's changed config is followed, also where it could not be read before", async () => {
  const { home, work, hub } = await makeWatchedWorld();
  const watcher = await startWatcher(home, ["--interval", "1h", "--debounce", "100ms"]);
  writeFile(work, ".sync-hooksrc.yaml", "tasks: { files: [\n");
  await until("it is told of", () => watcher.output().includes(".sync-hooksrc.yaml"));
  writeFile(work, "plans/next.md", plan("todo").replace("WP-1", "WP-2").replace("T1", "T2"));
  writeFile(work, ".sync-hooksrc.yaml", "tasks: { files: ['plans/*.md'] }\n");
  const keys = () => hub.prepare("SELECT key FROM tasks").all() as { key: string }[];
  await until("its own pattern's file is read", () => keys().some(({ key }) => key === "T2"));
  writeFile(work, "plans/more.md", plan("todo").replace("WP-1", "WP-3").replace("T1", "T3"));
  await until("a file beside it is read", () => keys().some(({ key }) => key === "T3"));
});
