import { sql } from "kysely";
import { expect, test } from "vitest";
import { readStatus } from "../../../src/core/tasks/task.ts";
import { queueSql, urgencySql } from "../../../src/hub/task-order.ts";
import { makeHub } from "../../helpers/hub.ts";

/** What the database makes of a word. */
async function evaluate(expression: string, column: string, word: string | null) {
  const { hub } = await makeHub();
  const query = sql<{ value: unknown }>`
    SELECT ${sql.raw(expression)} AS value
    FROM (SELECT CAST(${word} AS TEXT) AS ${sql.raw(column)}) AS one`;
  const { rows } = await hub.read((db) => query.execute(db));
  return rows[0]?.value;
}

const queueOf = { todo: "ready", in_progress: "ready", blocked: "blocked", done: "closed" };

const words =
  "todo,pending,In-Progress,wip,BLOCKED,on_hold,waiting,stuck,paused,done,Completed,complete,finished,closed,resolved, done ,cancelled,canceled,dropped,abandoned,won't do,wont-do,wontfix,skipped";

test.each(words.split(","))(
  "the database puts the status %s into the queue of what core reads in it",
  async (word) => {
    const status = readStatus(word);
    const queue = status === "cancelled" ? "closed" : status && queueOf[status];
    expect(await evaluate(queueSql, "status", word)).toBe(queue);
  },
);

test.each([null, "some word"])(
  "the status %s, which nobody knows, stays in sight",
  async (word) => {
    expect(await evaluate(queueSql, "status", word)).toBe("ready");
  },
);

test.each([
  ["P0", 0],
  ["Critical", 0],
  ["high", 1],
  [null, 2],
  ["medium", 2],
  ["some word", 2],
  ["low", 3],
  [" trivial ", 4],
])("the priority %s is of urgency %i", async (word, urgency) => {
  expect(Number(await evaluate(urgencySql, "priority", word))).toBe(urgency);
});
