import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { startHttpRemote } from "../helpers/http-remote.ts";
import { makePostgres, requiresPostgres, runSql } from "../helpers/postgres.ts";
import { cloneRemote, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { workplan } from "../helpers/tasks.ts";
import { until } from "../helpers/until.ts";
import { untilQuiet } from "../helpers/workers.ts";

const file = "workplans/plan.md";
const fileOf = (machine: string) => `workplans/${machine}.md`;
const machines = ["ada", "bob", "eve"] as const;
const repositories = ["app", "tool"] as const;

describe.skipIf(requiresPostgres())("a hub that a team shares", () => {
  let server: Awaited<ReturnType<typeof makePostgres>>;
  beforeAll(async () => void (server = await makePostgres()));
  afterAll(() => server.remove());

  test(
    "three machines that commit to the same repositories at once converge, and nothing is lost",
    { timeout: 150_000 },
    async () => {
      const hub = await server.createDatabase();
      const shared = makeHome();
      const remotes = await startHttpRemote(shared);
      for (const name of repositories) startRepository(shared, name);
      const homes = await Promise.all(
        machines.map(async (machine) => ({
          machine,
          ...(await machineOf(hub, remotes.url, shared)),
        })),
      );
      for (const { home } of homes)
        expect(await syncHooks(home, ["sync", "--all"])).toMatchObject({ status: 0 });
      const words = ["in_progress", "blocked", "done"];
      for (const word of words) {
        // Each machine moves its own task, all at the same moment; a program moves another one in the hub.
        await runSql(hub, `UPDATE tasks SET status = '${word}' WHERE key = 'T1'`);
        for (const { machine, home, clones } of homes)
          for (const path of clones) {
            writeFile(path, fileOf(machine), planOf(machine, word));
            git(home, path, "add", "--", fileOf(machine));
            git(home, path, "commit", "--quiet", "--message", `${machine}: ${word}`);
          }
        await Promise.all(homes.map(({ home }) => untilQuiet(home)));
      }
      await until(
        "every machine has swept, and all stand at the same commit",
        async () => {
          for (const { home } of homes) await syncHooks(home, ["sweep"]);
          const heads = homes.flatMap(({ home, clones }) =>
            clones.map((path) => git(home, path, "rev-parse", "HEAD")),
          );
          return new Set(heads).size === repositories.length;
        },
        60_000,
      );
      for (const { home } of homes)
        expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
      const keys = [...machines, "T1"].sort();
      const rows = await runSql(
        hub,
        "SELECT repos.slug, tasks.key, tasks.status FROM tasks JOIN repos ON repos.id = repo_id ORDER BY 1, 2",
      );
      expect(rows).toEqual(
        repositories.flatMap((slug) => keys.map((key) => ({ slug, key, status: "done" }))),
      );
      // A machine that is two commits behind meets both words at once, which the policy settles: none waits for anybody.
      expect(await runSql(hub, "SELECT * FROM conflicts WHERE resolved_at IS NULL")).toEqual([]);
      for (const { home, clones } of homes)
        for (const path of clones) {
          expect(readFileSync(join(path, file), "utf8")).toContain("id: T1\nstatus: done");
          for (const machine of machines) {
            expect(readFileSync(join(path, fileOf(machine)), "utf8")).toBe(planOf(machine, "done"));
            for (const word of words)
              expect(git(home, path, "log", "--format=%s")).toContain(`${machine}: ${word}`);
          }
        }
      expect(await runSql(hub, "SELECT count(*)::int AS count FROM checkouts")).toEqual([
        { count: machines.length * repositories.length },
      ]);
    },
  );

  test.each(["fast", "crash"] as const)(
    "a hub that goes away in the middle of a sync (%s) keeps no push back, and the next sweep loses nothing",
    async (manner) => {
      const hub = await server.createDatabase();
      const home = makeHome();
      writeFile(home.path, ".config/sync-hooks/config.yaml", `hub: ${hub}\n`);
      const remote = makeRemote(home);
      const work = makeRepository(home, "work", remote);
      expect(await syncHooks(home, ["install", work])).toMatchObject({ status: 0 });
      writeFile(work, file, workplan({ T1: "todo" }));
      const before = commitAll(home, work, "a plan");
      await until("the remote has it", () => refOf(home, remote, "main") === before);
      await untilQuiet(home);
      // Whoever reconciles now has begun, and waits in the middle of it.
      const blocker = new Client({ connectionString: hub });
      blocker.on("error", () => {});
      await blocker.connect();
      await blocker.query("BEGIN; LOCK TABLE tasks");
      writeFile(work, file, workplan({ T1: "done", T2: "todo" }));
      const commit = commitAll(home, work, "work");
      await until("the sync waits in the hub", async () => {
        const { rows } = await blocker.query("SELECT 1 FROM pg_locks WHERE NOT granted");
        return rows.length > 0;
      });
      await server.stop(manner);
      await until("the remote has it", () => refOf(home, remote, "main") === commit);
      await untilQuiet(home);
      const shown = await syncHooks(home, ["status", "--json"]);
      expect(JSON.parse(shown.stdout)).toMatchObject({
        checkouts: [{ ahead: 0, last_run: { outcome: "offline" } }],
      });
      await server.start();
      expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
      expect(await runSql(hub, "SELECT key, status FROM tasks ORDER BY key")).toEqual([
        { key: "T1", status: "done" },
        { key: "T2", status: "todo" },
      ]);
      expect(readFileSync(join(work, file), "utf8")).toBe(workplan({ T1: "done", T2: "todo" }));
      expect(await runSql(hub, "SELECT * FROM conflicts")).toEqual([]);
    },
  );

  test("while the hub is away a commit is still pushed; a sweep says offline, and the next one catches up", async () => {
    const hub = await server.createDatabase();
    const home = makeHome();
    writeFile(home.path, ".config/sync-hooks/config.yaml", `hub: ${hub}\n`);
    const remote = makeRemote(home);
    const work = makeRepository(home, "work", remote);
    expect(await syncHooks(home, ["install", work])).toMatchObject({ status: 0 });
    await server.stop();
    writeFile(work, file, workplan({ T1: "done" }));
    const commit = commitAll(home, work, "while it is away");
    await until("the remote has it", () => refOf(home, remote, "main") === commit);
    await untilQuiet(home);
    const place = hub.replace("ann@", "");
    const away = await syncHooks(home, ["sweep"]);
    expect(away).toMatchObject({ status: 2 });
    expect(away.stdout + away.stderr).toContain(place);
    const shown = await syncHooks(home, ["status", "--json"]);
    expect(shown.status).toBe(2);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      hub: { online: false, error: expect.stringContaining(place) },
      checkouts: [{ last_run: { outcome: "offline" } }],
    });
    await server.start();
    expect(await syncHooks(home, ["sweep"])).toMatchObject({ status: 0 });
    expect(await runSql(hub, "SELECT key, status FROM tasks")).toEqual([
      { key: "T1", status: "done" },
    ]);
    const [repo] = await runSql(hub, "SELECT last_state_synced_at AS at FROM repos");
    expect(repo?.["at"]).not.toBeNull();
    const doctor = await syncHooks(home, ["doctor", "--json"]);
    expect(doctor.stdout).toContain(place);
  });
});

function commitAll(home: Home, path: string, message: string): string {
  git(home, path, "add", "--all");
  git(home, path, "commit", "--quiet", "--message", message);
  return git(home, path, "rev-parse", "HEAD");
}

const planOf = (machine: string, status: string) =>
  workplan({ [machine]: status }, `id: WP-${machine}\ntitle: Plan of ${machine}`);

/** A repository with a workplan for each machine, and one that is everybody's. */
function startRepository(shared: Home, name: string): void {
  const path = makeRepository(shared, `seed-${name}`, makeRemote(shared, `${name}.git`));
  for (const machine of machines) writeFile(path, fileOf(machine), planOf(machine, "todo"));
  writeFile(path, file, workplan({ T1: "todo" }));
  git(shared, path, "add", "--all");
  git(shared, path, "commit", "--quiet", "--message", "plans");
  git(shared, path, "push", "--quiet");
}

/** A home with a clone of each repository, hooks installed, and the team's hub in its config. */
async function machineOf(hub: string, url: (path: string) => string, shared: Home) {
  const home = makeHome();
  const helper = git(shared, shared.path, "config", "--global", "credential.helper");
  git(home, home.path, "config", "--global", "credential.helper", helper);
  writeFile(home.path, ".config/sync-hooks/config.yaml", `hub: ${hub}\n`);
  const clones = repositories.map((name) =>
    cloneRemote(home, url(join(shared.path, `${name}.git`)), name),
  );
  for (const path of clones)
    expect(await syncHooks(home, ["install", path])).toMatchObject({ status: 0 });
  return { home, clones };
}
