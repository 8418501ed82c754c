import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome } from "../helpers/home.ts";
import { commitFile, makeRemote, makeRepository } from "../helpers/repository.ts";
import { workplan } from "../helpers/tasks.ts";

const file = "workplans/plan.md";

test("a hub restored from an older backup: sync, status and doctor name hub adopt, which mends it", async () => {
  const home = makeHome();
  const work = makeRepository(home, "app", makeRemote(home));
  const hubFile = join(home.path, ".local/share/sync-hooks/hub.db");
  const run = (...args: string[]) => syncHooks(home, args, { cwd: work });
  commitFile(home, work, file, workplan({ T1: "todo" }));
  await run("add");
  await run("sync");
  copyFileSync(hubFile, `${hubFile}.backup`);
  await run("task", "set", "T1", "--status", "done");
  await run("sync");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${hubFile}${suffix}`, { force: true });
  copyFileSync(`${hubFile}.backup`, hubFile);

  const stopped = await run("sync");
  expect(stopped.status).toBe(1);
  expect(stopped.stdout).toContain("sync-hooks hub adopt app --lead ask");
  expect((await run("status")).stdout).toContain("→ sync-hooks hub adopt app --lead ask");
  expect((await run("doctor")).stdout).toContain("sync-hooks hub adopt app --lead ask");
  expect(await run("hub", "adopt")).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("write --lead markdown, --lead hub, or --lead ask"),
  });
  expect(readFileSync(join(work, file), "utf8")).toBe(workplan({ T1: "done" }));

  const adopted = await run("hub", "adopt", "--lead", "markdown", "--json");
  expect(adopted).toMatchObject({ status: 0, stderr: "" });
  expect(JSON.parse(adopted.stdout)).toMatchObject({
    checkouts: [{ slug: "app", path: work, lead: "markdown", outcome: "synced" }],
    errors: [],
  });
  const shown = await run("task", "show", "T1", "--json");
  expect(JSON.parse(shown.stdout)).toMatchObject({ task: { status: "done" } });
  expect((await run("doctor")).stdout).not.toContain("hub adopt");
});
