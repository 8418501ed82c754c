import Database from "libsql";
import { expect, test } from "vitest";
import { writeFile } from "../../helpers/home.ts";
import { makeWorld, type World } from "../../helpers/synced.ts";
import { workplan } from "../../helpers/tasks.ts";

function sql(world: World, text: string): unknown[] {
  const db = new Database(world.ctx.directories.hubFile, { timeout: 5000 });
  try {
    const statement = db.prepare(text);
    if (statement.reader) return statement.all();
    statement.run();
    return [];
  } finally {
    db.close();
  }
}

test("every sync is in the sync log with its direction and items", async () => {
  const world = await makeWorld();
  const log = () => sql(world, "SELECT direction, items FROM sync_log ORDER BY id");
  writeFile(world.work, "workplans/plan.md", workplan({ T1: "todo", T2: "todo" }));
  await world.run("manual");
  await world.run("manual");
  await world.run("manual");
  expect(log()).toEqual([
    { direction: "to-hub", items: 2 },
    { direction: "none", items: 0 },
  ]);
  sql(world, "UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await world.run("manual");
  expect(log()).toEqual([
    { direction: "to-hub", items: 2 },
    { direction: "to-markdown", items: 1 },
  ]);
});
