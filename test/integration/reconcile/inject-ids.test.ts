import { expect, test } from "vitest";
import { putBack } from "../../../src/actions/reconcile/put-back.ts";
import { makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";
import { writeFile } from "../../helpers/home.ts";

const file = "workplans/plan.md";
const on = "tasks:\n  inject_ids: true\n";

const idOf = (desk: Desk, key: string) => String(desk.row(key)?.["id"]);
const workstreamId = (desk: Desk) => String(desk.sql("SELECT id FROM workstreams")[0]?.["id"]);

test("without tasks.inject_ids a sync leaves the file as it is", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "todo" }));
});

test("with tasks.inject_ids a sync writes the hub's ids, and the next one finds nothing to do", async () => {
  const desk = await makeDesk(on);
  desk.write(file, workplan({ T1: "todo", T2: "done" }));
  expect(await desk.sync()).toMatchObject({ detail: "2 to the hub; 3 to markdown" });
  const [one, two, plan] = [idOf(desk, "T1"), idOf(desk, "T2"), workstreamId(desk)];
  const injected = workplan({ T1: "todo", T2: "done" })
    .replace("id: WP-1\n", `id: WP-1\nstate_hub_workstream_id: ${plan}\n`)
    .replace("id: T1\n", `id: T1\nstate_hub_task_id: ${one}\n`)
    .replace("id: T2\n", `id: T2\nstate_hub_task_id: ${two}\n`);
  expect(desk.read(file)).toBe(injected);
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.read(file)).toBe(injected);
});

test("a value and an id go into one task at once, and a later edit in the hub still arrives", async () => {
  const desk = await makeDesk(on);
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  desk.write(file, workplan({ T1: "todo" }));
  desk.sql("UPDATE tasks SET status = 'blocked', priority = 'high' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read(file)).toContain("status: blocked");
  expect(desk.read(file)).toContain("priority: high");
  expect(desk.read(file)).toContain(`state_hub_task_id: ${idOf(desk, "T1")}`);
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("switched on later, it also reaches the files that were done with", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  // As if the file had stood unchanged for long: its identity alone would say that nothing is to do.
  desk.ctx.ledger().db.exec("UPDATE files SET recorded_ms = recorded_ms + 10000");
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  writeFile(desk.home.path, ".config/sync-hooks/config.yaml", on);
  expect(await desk.sync()).toMatchObject({ detail: "2 to markdown" });
  expect(desk.read(file)).toContain(`state_hub_task_id: ${idOf(desk, "T1")}`);
});

test("a file in which sync-hooks wrote nothing but ids is put back before a pull, until HEAD holds them", async () => {
  const desk = await makeDesk(on);
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  await desk.sync();
  const injected = desk.read(file);
  expect(await putBack(desk.ctx, desk.checkout, [file])).toEqual([file]);
  expect(desk.read(file)).toBe(workplan({ T1: "todo" }));
  await desk.sync();
  expect(desk.read(file)).toBe(injected);
  desk.commit();
  await desk.sync();
  expect(desk.ctx.ledger().db.prepare("SELECT id FROM writes").all()).toEqual([]);
});

test("two clones inject the same ids", async () => {
  const desk = await makeDesk(on);
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  const second = await secondDesk(desk);
  await desk.sync();
  expect(await second.sync()).toMatchObject({ detail: "2 to markdown" });
  expect(second.read(file)).toBe(desk.read(file));
});
