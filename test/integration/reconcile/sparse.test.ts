import { expect, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";
import { git } from "../../helpers/repository.ts";

const file = "workplans/plan.md";

type SparseDesk = Desk & { warnings: string[] };

/** A checkout of which one workplan was synced, and then left out by a sparse checkout. */
async function sparseDesk(): Promise<SparseDesk> {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.write("workplans/other.md", workplan({ O1: "todo" }, "id: WP-2\ntitle: Other"));
  desk.commit();
  await desk.sync();
  git(desk.home, desk.checkout.path, "sparse-checkout", "set", "--no-cone", "/*", `!${file}`);
  const warnings: string[] = [];
  desk.ctx.log.write = (level, _slug, message) => {
    if (level === "WARN") warnings.push(message);
  };
  return { ...desk, warnings };
}

test("a file that a sparse checkout leaves out is not gone: sync and check say nothing of it", async () => {
  const desk = await sparseDesk();
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.warnings).toEqual([]);
  const { findings } = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
  expect(findings.filter(({ code }) => code === "C-11")).toEqual([]);
});

test("what the hub changes meanwhile comes into the file once it is there again", async () => {
  const desk = await sparseDesk();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.row("T1")).toMatchObject({ status: "done", removed_at: null });
  git(desk.home, desk.checkout.path, "sparse-checkout", "disable");
  await desk.sync();
  expect(desk.read(file)).toContain("id: T1\nstatus: done\n");
});

test("beside it a file that is really gone is reported", async () => {
  const desk = await sparseDesk();
  git(desk.home, desk.checkout.path, "rm", "--quiet", "workplans/other.md");
  await desk.sync();
  expect(desk.warnings).toEqual([expect.stringContaining("C-11 workplans/other.md")]);
});
