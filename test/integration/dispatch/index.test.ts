import { expect, test } from "vitest";
import { dispatch } from "../../../src/actions/dispatch/dispatch.ts";
import { openTaskSql, queueSql, urgencySql } from "../../../src/hub/task-order.ts";
import { makeDesk } from "../../helpers/tasks.ts";

test("the database walks its index and sorts nothing", async () => {
  const desk = await makeDesk();
  await dispatch(desk.ctx, desk.checkout.slug);
  const plan = desk.sql(
    `EXPLAIN QUERY PLAN SELECT id FROM tasks WHERE repo_id = 'r' AND workstream_id = 'w'
     AND ${openTaskSql} AND ${queueSql} = 'ready' AND needs_human = 0
     ORDER BY ${urgencySql}, position, key LIMIT 20`,
  );
  const details = plan.map(({ detail }) => String(detail)).join("; ");
  expect(details).toContain("tasks_in_order");
  expect(details).not.toContain("TEMP B-TREE");
});
