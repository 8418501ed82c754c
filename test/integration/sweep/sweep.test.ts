import {
  chmodSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { install } from "../../../src/actions/install/install.ts";
import { pause } from "../../../src/actions/registry/pause.ts";
import { register } from "../../../src/actions/registry/register.ts";
import {
  sweep,
  sweepStatus,
  type SweepEvent,
  type SweepReport,
} from "../../../src/actions/sweep/sweep.ts";
import type { Context } from "../../../src/actions/context.ts";
import { findHookInstall } from "../../../src/ledger/hook-installs.ts";
import { latestRuns } from "../../../src/ledger/runs.ts";
import { tryLock } from "../../../src/system/lock.ts";
import { freePort } from "../../helpers/free-port.ts";
import { contextOf, current } from "../../helpers/registered.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { textOf } from "../../helpers/schedulers.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../../helpers/repository.ts";

async function sweepNow(ctx: Context) {
  const events: SweepEvent[] = [];
  const report = await sweep(ctx, { origin: "person", watch: (event) => events.push(event) });
  return { report: done(report), events };
}

function done(report: SweepReport): Extract<SweepReport, { kind: "done" }> {
  if (report.kind !== "done") throw new Error("another sweep was at work");
  return report;
}

/** A registered repository with a remote of its own and one commit that is not pushed yet. */
async function aheadCheckout(ctx: Context, home: Home, name: string) {
  const remote = makeRemote(home, `${name}.git`);
  const path = makeRepository(home, name, remote);
  const head = commitFile(home, path, "news.txt", "news\n");
  return { checkout: await register(ctx, path, { slug: null }), path, remote, head };
}

test("of thirty checkouts the broken ones fail with a mend, and every other one is pushed", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const all = [];
  for (let index = 0; index < 30; index += 1)
    all.push(await aheadCheckout(ctx, home, `r${String(index).padStart(2, "0")}`));
  const [gone, unRepository, noRemote, paused, ...good] = all;
  if (!gone || !unRepository || !noRemote || !paused) throw new Error("too few checkouts");
  renameSync(gone.path, `${gone.path}-moved`);
  rmSync(join(unRepository.path, ".git"), { recursive: true });
  rmSync(noRemote.remote, { recursive: true });
  pause(ctx, [paused.checkout], null);
  const { report, events } = await sweepNow(ctx);
  const byPath = new Map(report.swept.map((swept) => [swept.checkout.path, swept.record]));
  expect(report.swept.map(({ checkout }) => checkout.id)).toEqual(
    all.map(({ checkout }) => checkout.id),
  );
  expect(byPath.get(gone.path)).toMatchObject({
    outcome: "failed",
    reason: "not-a-repo",
    steps: [{ detail: expect.stringContaining(`sync-hooks remove ${gone.path}`) }],
  });
  expect(byPath.get(unRepository.path)?.outcome).toBe("failed");
  expect(sweepStatus(report)).toBe(1);
  expect(byPath.get(noRemote.path)?.outcome).not.toBe("synced");
  expect(byPath.get(paused.path)).toMatchObject({ outcome: "skipped", reason: "paused" });
  expect(refOf(home, paused.remote, "main")).not.toBe(paused.head);
  for (const { path, remote, head } of good) {
    expect(byPath.get(path)?.outcome).toBe("synced");
    expect(refOf(home, remote, "main")).toBe(head);
  }
  expect(latestRuns(ctx.ledger(), gone.checkout.id, 1)[0]?.outcome).toBe("failed");
  expect(events.filter(({ kind }) => kind === "ended")).toHaveLength(30);
});

test("while the hub is away it pushes all the same, says so, and exits 2", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const { remote, head } = await aheadCheckout(ctx, home, "work");
  await ctx.close();
  const away = `127.0.0.1:${await freePort()}`;
  writeFile(ctx.directories.config, "config.yaml", `hub: postgres://${away}/team\n`);
  const { report } = await sweepNow(ctx);
  expect(refOf(home, remote, "main")).toBe(head);
  expect(report.hub).toMatchObject({
    answers: false,
    outcome: "offline",
    why: expect.stringContaining(away),
  });
  expect(sweepStatus(report)).toBe(2);
});

test("with a hub that somebody has to mend it pushes all the same, and fails as a sync does", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const { remote, head } = await aheadCheckout(ctx, home, "work");
  await ctx.close();
  const broken = join(writeFile(home.path, "no-folder", ""), "hub.db");
  writeFile(ctx.directories.config, "config.yaml", `hub: sqlite:${broken}\n`);
  const { report } = await sweepNow(ctx);
  expect(refOf(home, remote, "main")).toBe(head);
  expect(report.hub).toMatchObject({ answers: false, outcome: "failed" });
  expect(report.swept[0]?.record).toMatchObject({ outcome: "failed", reason: "store" });
  expect(sweepStatus(report)).toBe(1);
});

test("a stamp that cannot be written fails its own checkout, and the others of its batch are stamped", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const all = [];
  for (const name of ["one", "two", "three"]) all.push(await aheadCheckout(ctx, home, name));
  const hub = await ctx.hub();
  await hub.write((db) =>
    sql`CREATE TRIGGER refuse BEFORE INSERT ON checkouts WHEN NEW.path LIKE '%/two'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END`.execute(db),
  );
  const { report } = await sweepNow(ctx);
  const two = report.swept.find(({ checkout }) => checkout.path.endsWith("/two"));
  expect(two?.record).toMatchObject({
    outcome: "failed",
    steps: expect.arrayContaining([
      expect.objectContaining({ name: "stamp", detail: expect.stringContaining("not this one") }),
    ]),
  });
  expect(sweepStatus(report)).toBe(1);
  const stamped = await hub.read((db) => db.selectFrom("checkouts").select("path").execute());
  expect(stamped.map(({ path }) => path).toSorted()).toEqual(
    all.flatMap(({ path }) => (path.endsWith("/two") ? [] : path)).toSorted(),
  );
});

test("hook files that a sweep knows to be whole are looked at all the same: an edit is put right", async () => {
  const home = makeHome();
  const ctx = { ...contextOf(home), clock: { now: () => new Date(Date.now() + 3_600_000) } };
  const { checkout, path } = await aheadCheckout(ctx, home, "work");
  await install(ctx, checkout, { mode: "apply", force: "refuse", via: "file" });
  await sweepNow(ctx);
  expect(findHookInstall(ctx.ledger(), checkout.id)?.whole).toEqual(expect.any(String));
  expect((await sweepNow(ctx)).report.swept[0]?.hooks).toEqual({ kind: "whole" });
  const file = join(path, ".git/hooks/post-commit");
  const text = readFileSync(file, "utf8");
  const { atime, mtime } = statSync(file);
  const spoilers: (() => void)[] = [
    () => writeFileSync(file, text.replace("sync-hooks/request", "sync-hooks/REQUEST")),
    () => chmodSync(file, 0o644),
    () => rmSync(file),
  ];
  for (const spoil of spoilers) {
    spoil();
    if (existsSync(file)) utimesSync(file, atime, mtime);
    expect((await sweepNow(ctx)).report.swept[0]?.hooks).toEqual({ kind: "repaired" });
    expect(readFileSync(file, "utf8")).toBe(text);
    await sweepNow(ctx);
  }
});

test("a second sweep says that another is at work, and that is no failure", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const { remote, head } = await aheadCheckout(ctx, home, "work");
  const lock = tryLock(join(ctx.directories.state, "lock-sweep"));
  const busy = await sweep(ctx, { origin: "timer", watch() {} });
  expect(busy).toEqual({ kind: "busy" });
  expect(sweepStatus(busy)).toBe(0);
  lock?.release();
  await sweepNow(ctx);
  expect(refOf(home, remote, "main")).toBe(head);
});

test("hooks that were lost are put back, but only where they were installed", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const remote = makeRemote(home);
  const installed = await register(ctx, makeRepository(home, "one", remote), { slug: null });
  const plain = await register(ctx, makeRepository(home, "two"), { slug: null });
  await install(ctx, installed, { mode: "apply", force: "refuse" });
  rmSync(join(installed.gitDir, "hooks", "post-commit"));
  const { report } = await sweepNow(ctx);
  const kinds = new Map(report.swept.map(({ checkout, hooks }) => [checkout.id, hooks.kind]));
  expect(kinds.get(installed.id)).toBe("repaired");
  expect(kinds.get(plain.id)).toBe("unwanted");
  expect(existsSync(join(installed.gitDir, "hooks", "post-commit"))).toBe(true);
  expect(existsSync(join(plain.gitDir, "hooks", "post-commit"))).toBe(false);
  expect(current(ctx, installed).hooksState).toBe("installed");
  expect((await sweepNow(ctx)).report.swept.map(({ hooks }) => hooks.kind)).not.toContain(
    "repaired",
  );
});

describe("the runner behind the hooks", () => {
  const faults: [string, (file: string) => void][] = [
    ["is gone", (file) => rmSync(file)],
    ["may not be executed", (file) => chmodSync(file, 0o644)],
    ["is cut short", (file) => writeFileSync(file, readFileSync(file).subarray(0, 600))],
    ["starts a node that is gone", (file) => replaceIn(file, /^node=.*/m, "node='/no/node'")],
    ["starts a program that is gone", (file) => replaceIn(file, /^dist=.*/m, "dist='/no/dist'")],
  ];
  const replaceIn = (file: string, what: RegExp, by: string) =>
    writeFileSync(file, readFileSync(file, "utf8").replace(what, by));

  test.each(faults)("that %s is written anew", async (_, spoil) => {
    const home = makeHome();
    const ctx = contextOf(home);
    const checkout = await register(ctx, makeRepository(home), { slug: null });
    await install(ctx, checkout, { mode: "apply", force: "refuse" });
    const file = ctx.directories.runnerFile;
    const whole = readFileSync(file, "utf8");
    spoil(file);
    await sweepNow(ctx);
    expect(readFileSync(file, "utf8")).toBe(whole);
    expect(statSync(file).mode & 0o777).toBe(0o755);
  });

  test("of another version that works is left alone, and none is made where no hooks are", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    const checkout = await register(ctx, makeRepository(home), { slug: null });
    await sweepNow(ctx);
    expect(existsSync(ctx.directories.runnerFile)).toBe(false);
    await install(ctx, checkout, { mode: "apply", force: "refuse" });
    const file = ctx.directories.runnerFile;
    replaceIn(file, /^# The one runner/m, "# An older runner");
    await sweepNow(ctx);
    expect(readFileSync(file, "utf8")).toContain("An older runner");
  });
});

test("a worktree that git removed is forgotten, and fails no sweep", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const { checkout, path } = await aheadCheckout(ctx, home, "work");
  git(home, path, "worktree", "add", "--quiet", "-b", "side", join(home.path, "side"));
  git(home, path, "worktree", "add", "--quiet", "-b", "kept", join(home.path, "kept"));
  await register(ctx, join(home.path, "side"), { slug: null });
  const kept = await register(ctx, join(home.path, "kept"), { slug: null });
  git(home, path, "worktree", "remove", join(home.path, "side"));
  renameSync(kept.path, `${kept.path}-moved`);
  const { report } = await sweepNow(ctx);
  expect(report.swept.map((swept) => [swept.checkout.id, swept.record.outcome])).toEqual([
    [kept.id, "failed"],
    [checkout.id, "synced"],
  ]);
});

test("of a checkout that is gone nothing but that is told", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const { checkout, path } = await aheadCheckout(ctx, home, "work");
  await install(ctx, checkout, { mode: "apply", force: "refuse" });
  renameSync(path, `${path}-moved`);
  const { report } = await sweepNow(ctx);
  expect(report.swept[0]).toMatchObject({ hooks: { kind: "unwanted" } });
  expect(report.swept[0]?.record.steps[0]?.detail).toContain(`${path} is gone`);
});

test("hooks that cannot be put back are told, and the checkout is synced all the same", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const { checkout, remote, path } = await aheadCheckout(ctx, home, "work");
  await install(ctx, checkout, { mode: "apply", force: "refuse" });
  const damaged = "#!/bin/sh\n# >>> sync-hooks >>>\necho mine\n";
  writeFile(join(path, ".git", "hooks"), "post-commit", damaged, 0o755);
  const { report } = await sweepNow(ctx);
  expect(report.swept[0]?.hooks).toMatchObject({ kind: "failed" });
  expect(refOf(home, remote, "main")).toBe(git(home, path, "rev-parse", "HEAD"));
});

test("worktrees of one repository are worked on one after the other, others beside them", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const path = makeRepository(home, "one", makeRemote(home));
  git(home, path, "worktree", "add", "--quiet", "-b", "side", join(home.path, "side"));
  git(home, path, "worktree", "add", "--quiet", "-b", "more", join(home.path, "more"));
  const other = makeRepository(home, "other");
  for (const one of [path, join(home.path, "side"), join(home.path, "more"), other])
    await register(ctx, one, { slug: null });
  const { events } = await sweepNow(ctx);
  const underWay = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== "started" && event.kind !== "worked") continue;
    const { commonDir } = event.checkout;
    const count = (underWay.get(commonDir) ?? 0) + (event.kind === "started" ? 1 : -1);
    underWay.set(commonDir, count);
    expect(count).toBeLessThanOrEqual(1);
  }
});

test("the next checkout begins when a remote has answered, and twice as many at most are worked on", async () => {
  const home = makeHome();
  const ctx = contextOf(home, "concurrency: { checkouts: 1 }\n");
  for (const name of ["r0", "r1", "r2", "r3"]) await aheadCheckout(ctx, home, name);
  await sweepNow(ctx);
  let [atWork, most] = [0, 0];
  const events: string[] = [];
  const secondBegan = deferred();
  // Reconcile waits for the hub, which answers once another checkout has begun.
  const hub = async () => {
    await secondBegan.promise;
    return ctx.hub();
  };
  await sweep(
    { ...ctx, hub },
    {
      origin: "person",
      watch({ kind }) {
        events.push(kind);
        if (kind === "started") most = Math.max(most, (atWork += 1));
        if (kind === "worked") atWork -= 1;
        if (atWork === 2) secondBegan.resolve();
      },
    },
  );
  expect(events.indexOf("worked")).toBeGreaterThan(
    events.indexOf("started", events.indexOf("started") + 1),
  );
  expect(most).toBe(2);
});

test("only so many checkouts at a time talk to their remotes or run steps", async () => {
  const home = makeHome();
  const most = join(home.path, "most");
  // Fails where another one is at work.
  const command = `mkdir "${most}" && sleep 0.1 && rmdir "${most}"`;
  const step = `steps: [{ name: alone, run: '${command}', on: [sweep] }]`;
  const ctx = contextOf(home, `concurrency: { checkouts: 1 }\n${step}\n`);
  for (const name of ["r0", "r1", "r2"]) await aheadCheckout(ctx, home, name);
  for (const round of ["with pushes", "with nothing to push"]) {
    const { report } = await sweepNow(ctx);
    const steps = report.swept.flatMap(({ record }) => record.steps);
    const alone = steps.filter(({ name }) => name === "alone").map(({ outcome }) => outcome);
    expect(alone, round).toEqual(["synced", "synced", "synced"]);
  }
});

test("log files of days before the last fourteen go", async () => {
  const home = makeHome();
  const ctx = contextOf(home);
  const old = writeFile(ctx.directories.logs, "2020-01-01.log", "old\n");
  const day = ctx.clock.now().toISOString().slice(0, 10);
  const today = writeFile(ctx.directories.logs, `${day}.log`, "new\n");
  await sweepNow(ctx);
  expect([existsSync(old), existsSync(today)]).toEqual([false, true]);
});

test("a step of the whole machine runs once a sweep, and one that fails fails the sweep", async () => {
  const home = makeHome();
  const step = (name: string, run: string) =>
    `  - { name: ${name}, run: "${run}", scope: machine, on: [sweep] }\n`;
  const words = "echo $SYNC_HOOKS_OUTCOME >>ran";
  const ctx = contextOf(home, `steps:\n${step("count", words)}${step("break", "exit 3")}`);
  await aheadCheckout(ctx, home, "one");
  await aheadCheckout(ctx, home, "two");
  const { report } = await sweepNow(ctx);
  expect(textOf(home, "ran")).toBe("synced\n");
  expect(report.steps.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["count", "synced"],
    ["break", "failed"],
  ]);
  expect(sweepStatus(report)).toBe(1);
});

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((fulfil) => (resolve = fulfil));
  return { promise, resolve: () => resolve() };
}
