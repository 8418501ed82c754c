import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  joinPacks,
  packTasks,
  type AddedTask,
  type PackedTasks,
} from "../../../src/hub/pack-tasks.ts";

const task = fc.record<AddedTask>({
  id: fc.uuid(),
  workstream_id: fc.constantFrom("w1", "w2"),
  key: fc.string({ maxLength: 3 }),
  title: fc.constantFrom("one", 'quo"ted', "], [", ""),
  status: fc.constantFrom("todo", null),
  priority: fc.constantFrom("high", null),
  needs_human: fc.constantFrom(0, 1),
  group_path: fc.constantFrom("[]", '["A"]'),
  position: fc.nat(9),
});
const tasks = fc.uniqueArray(task, { selector: ({ id }) => id, minLength: 1, maxLength: 6 });

const unpack = ({ own, same, rows }: PackedTasks) =>
  (JSON.parse(rows) as unknown[][]).map((row) => ({
    ...same,
    ...Object.fromEntries(own.map((name, at) => [name, row[at]])),
  }));

test("a pack holds its tasks, whatever they say alike", () => {
  fc.assert(
    fc.property(tasks, (list) => {
      const pack = packTasks(list);
      expect(unpack(pack)).toEqual(list);
      expect(pack.count).toBe(list.length);
    }),
  );
});

test("joined packs hold the same tasks in the same order, neighbours of one shape in one pack", () => {
  fc.assert(
    fc.property(fc.array(tasks, { maxLength: 5 }), (lists) => {
      const packs = lists.map(packTasks);
      const joined = joinPacks(packs);
      expect(joined.flatMap(unpack)).toEqual(lists.flat());
      expect(joined.reduce((sum, { count }) => sum + count, 0)).toBe(lists.flat().length);
      const shapes = joined.map(({ same, own }) => JSON.stringify([same, own]));
      for (const [at, shape] of shapes.entries()) expect(shape).not.toBe(shapes[at - 1]);
    }),
  );
});
