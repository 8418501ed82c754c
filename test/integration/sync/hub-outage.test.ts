import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moments, type Moment } from "../../../src/actions/reconcile/scope.ts";
import { makePostgres, requiresPostgres } from "../../helpers/postgres.ts";
import { hubContents, makeDesk, useHubs, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

describe.skipIf(requiresPostgres())("a hub that goes away in mid-sync", () => {
  let server: Awaited<ReturnType<typeof makePostgres>>;
  beforeAll(async () => {
    server = await makePostgres();
    useHubs(() => server.createDatabase());
  });
  afterAll(async () => {
    useHubs(null);
    await server.remove();
  });

  /** Both sides have news for the other. */
  async function busyDesk(): Promise<Desk> {
    const desk = await makeDesk();
    desk.write(file, workplan({ M: "todo", H: "todo", C: "todo" }));
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'done' WHERE key IN ('H', 'C')");
    desk.write(file, workplan({ M: "done", H: "todo", C: "blocked", N: "todo" }));
    return desk;
  }

  const stateOf = (desk: Desk) => ({ hub: hubContents(desk), file: desk.read(file) });

  const stopAt = (wanted: Moment) => {
    let stopped = false;
    return (moment: Moment) => {
      if (moment !== wanted || stopped) return;
      stopped = true;
      server.stopNow();
    };
  };

  test.each(moments.filter((moment) => moment !== "logged"))(
    "stopped at %s, as at a power cut, it is offline; started again, nothing is lost",
    async (moment) => {
      const [whole, cut] = [await busyDesk(), await busyDesk()];
      await whole.sync();
      expect(await cut.sync(stopAt(moment))).toMatchObject({ outcome: "offline" });
      expect(await cut.sync()).toMatchObject({ outcome: "offline" });
      await server.start();
      await cut.sync();
      expect(stateOf(cut)).toEqual(stateOf(whole));
      expect(await cut.sync()).toMatchObject({ outcome: "nothing-to-do" });
    },
  );

  test("restarted between two syncs of one process, it is simply used again", async () => {
    const desk = await busyDesk();
    await server.stop();
    await server.start();
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  });
});
