import { expect, test } from "vitest";
import { startHangingServer } from "../../helpers/hanging-server.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { makeWorld } from "../../helpers/synced.ts";

test("a remote that never answers is given up after network.timeout, with all that git started", async () => {
  const world = await makeWorld("network:\n  timeout: 700ms\n  retries: 3\n");
  const { home, work } = world;
  const port = await startHangingServer();
  git(home, work, "remote", "set-url", "origin", `http://127.0.0.1:${port}/remote.git`);
  const head = commitFile(home, work, "a.txt", "a\n");
  for (const trigger of ["commit", "sweep"] as const)
    expect(await world.run(trigger)).toMatchObject({ outcome: "offline", reason: "timeout" });
  const listed = git(home, work, "-c", "alias.ps=!ps -eo args", "ps");
  expect(listed).not.toContain(`127.0.0.1:${port}`);
  expect(refOf(home, work, "HEAD")).toBe(head);
});
