import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { transports } from "../../helpers/remotes.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import {
  expectWhole,
  makeWorldOver,
  pushFromOther,
  refusePushes,
  stepOf,
} from "../../helpers/synced.ts";

const quick = "network:\n  retries: 1\n  timeout: 20s\n";

describe.each(transports)("over $name", (transport) => {
  const skip = transport.isMissing();

  test.skipIf(skip)("a commit reaches the remote", async () => {
    const world = await makeWorldOver(transport, quick);
    const made = commitFile(world.home, world.work, "a.txt", "a\n");
    expect((await world.run("commit")).outcome).toBe("synced");
    expect(refOf(world.home, world.remote, "main")).toBe(made);
  });

  test.skipIf(skip)("a rejected push is rebased and pushed once more", async () => {
    const world = await makeWorldOver(transport, quick);
    const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
    commitFile(world.home, world.work, "ours.txt", "ours\n");
    expect((await world.run("commit")).outcome).toBe("synced");
    expect(refOf(world.home, world.remote, "main~1")).toBe(theirs);
    expectWhole(world);
  });

  test.skipIf(skip)("a sweep brings in what is behind", async () => {
    const world = await makeWorldOver(transport, quick);
    const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
    expect((await world.run("sweep")).outcome).toBe("synced");
    expect(refOf(world.home, world.work, "HEAD")).toBe(theirs);
    expectWhole(world);
  });

  test.skipIf(skip)("a sweep with nothing to do finds nothing to do", async () => {
    const world = await makeWorldOver(transport, quick);
    expect((await world.run("sweep")).outcome).toBe("nothing-to-do");
  });

  test.skipIf(skip)("a protected branch is rejected with the server's words", async () => {
    const world = await makeWorldOver(transport, quick);
    refusePushes(world.remote, "main is protected");
    commitFile(world.home, world.work, "a.txt", "a\n");
    const record = await world.run("commit");
    expect(record).toMatchObject({ outcome: "rejected", reason: "refused" });
    expect(stepOf(record, "push")?.detail).toContain("main is protected");
  });

  test.skipIf(skip)("a branch deleted on the remote is not made anew", async () => {
    const world = await makeWorldOver(transport, quick);
    const { home, work, remote } = world;
    git(home, work, "switch", "-qc", "feature");
    git(home, work, "push", "-qu", "origin", "feature");
    git(home, remote, "branch", "-qD", "feature");
    commitFile(home, work, "a.txt", "a\n");
    expect(await world.run("commit")).toMatchObject({ reason: "upstream-gone" });
    expect(git(home, remote, "branch", "--list", "feature")).toBe("");
  });

  test.skipIf(skip)("a repository that is gone fails, and says how to look", async () => {
    const world = await makeWorldOver(transport, quick);
    rmSync(world.remote, { recursive: true });
    commitFile(world.home, world.work, "a.txt", "a\n");
    expect(await world.run("commit")).toMatchObject({ outcome: "failed", reason: "remote-gone" });
    expect(await world.run("sweep")).toMatchObject({ outcome: "failed", reason: "remote-gone" });
  });

  test.skipIf(skip)("an upstream that was force-pushed keeps the local commits", async () => {
    const world = await makeWorldOver(transport, quick);
    const { home, work, other } = world;
    pushFromOther(world, "theirs.txt", "theirs\n");
    await world.run("sweep");
    commitFile(home, work, "ours.txt", "ours\n");
    git(home, other, "commit", "-q", "--amend", "-m", "said better");
    git(home, other, "push", "-qf");
    expect((await world.run("commit")).outcome).toBe("synced");
    expect(existsSync(join(work, "ours.txt"))).toBe(true);
    expect(git(home, work, "log", "-2", "--format=%s")).toBe("change ours.txt\nsaid better");
    expectWhole(world);
  });
});

describe.each(transports.filter(({ name }) => name !== "file"))("over $name", (transport) => {
  const skip = transport.isMissing();

  test.skipIf(skip)("refused credentials are told as such, without a prompt", async () => {
    const world = await makeWorldOver(transport, quick);
    world.server.refuseCredentials();
    const head = commitFile(world.home, world.work, "a.txt", "a\n");
    for (const trigger of ["commit", "sweep"] as const)
      expect(await world.run(trigger)).toMatchObject({ outcome: "auth", reason: "credentials" });
    expect(refOf(world.home, world.work, "HEAD")).toBe(head);
  });

  test.skipIf(skip)(
    "a server that does not answer is offline, and the next run catches up",
    async () => {
      const world = await makeWorldOver(transport, quick);
      const head = commitFile(world.home, world.work, "a.txt", "a\n");
      await world.server.stop();
      for (const trigger of ["commit", "sweep"] as const)
        expect(await world.run(trigger)).toMatchObject({ outcome: "offline", reason: "network" });
      git(world.home, world.work, "remote", "set-url", "origin", world.remote);
      expect((await world.run("sweep")).outcome).toBe("synced");
      expect(refOf(world.home, world.remote, "main")).toBe(head);
    },
  );
});
