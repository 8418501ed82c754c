import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { makeDesk, workplan } from "../../helpers/tasks.ts";

/** A path whose last name is Latin-1, as an old archive may have left it. */
const latin1 = (folder: string) =>
  Buffer.concat([
    Buffer.from(join(folder, "workplans/caf")),
    Buffer.from([0xe9]),
    Buffer.from(".md"),
  ]);

test("a task file whose name is not UTF-8 is reported each time, and the rest syncs", async () => {
  const desk = await makeDesk();
  desk.write("workplans/plan.md", workplan({ T1: "todo" }));
  writeFileSync(latin1(desk.checkout.path), workplan({ L1: "todo" }, "id: WP-2\ntitle: Café"));
  desk.commit();
  const lines: string[] = [];
  desk.ctx.log.write = (_level, _slug, message) => void lines.push(message);
  for (const outcome of ["synced", "nothing-to-do"]) {
    expect(await desk.sync()).toMatchObject({ outcome });
    expect(lines.splice(0).join("\n")).toContain("the file's name is not valid UTF-8");
  }
  expect(desk.row("T1")).toMatchObject({ status: "todo" });
  expect(desk.row("L1")).toBeUndefined();
  const { findings } = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
  expect(findings.map(({ code }) => code)).toEqual(["C-20", "C-04"]);
});
