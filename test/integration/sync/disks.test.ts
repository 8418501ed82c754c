import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { register } from "../../../src/actions/registry/register.ts";
import { sweep as sweepMachine } from "../../../src/actions/sweep/sweep.ts";
import { runOnce } from "../../../src/actions/sync/run-once.ts";
import { makeHome } from "../../helpers/home.ts";
import { contextOf } from "../../helpers/registered.ts";
import {
  cloneRemote,
  commitFile,
  git,
  makeRemote,
  makeRepository,
  refOf,
} from "../../helpers/repository.ts";
import { mountSmallDisk, noDisks } from "../../helpers/small-disk.ts";

/** A checkout on a disk of its own, one commit behind its remote with a file of half the disk's size. */
async function makeOnDisk() {
  const home = makeHome();
  const remote = makeRemote(home);
  const other = cloneRemote(home, remote, "other");
  commitFile(home, other, "README.md", "hello\n");
  git(home, other, "push", "-q", "origin", "HEAD:main");
  const disk = mountSmallDisk(home, "disk", 4);
  git(home, home.path, "clone", "-q", remote, "disk/work");
  const work = join(disk.path, "work");
  const ctx = contextOf(home);
  const checkout = await register(ctx, work, { slug: "work" });
  const sweep = () => runOnce(ctx, checkout, { triggers: ["sweep"], gitPid: null });
  expect((await sweep()).outcome).toBe("nothing-to-do");
  const theirs = commitFile(home, other, "big.bin", "x".repeat(1_000_000));
  git(home, other, "push", "-q", "origin", "HEAD:main");
  return { home, work, disk, sweep, theirs };
}

const skip = noDisks();

test.skipIf(skip)("a read-only disk fails the run, and a writable one mends it", async () => {
  const { home, work, disk, sweep, theirs } = await makeOnDisk();
  disk.setReadOnly();
  expect((await sweep()).outcome).toBe("failed");
  disk.setWritable();
  expect((await sweep()).outcome).toBe("synced");
  expect(refOf(home, work, "HEAD")).toBe(theirs);
});

test.skipIf(skip)("a full disk fails the run and leaves the checkout whole", async () => {
  const { home, work, disk, sweep, theirs } = await makeOnDisk();
  const head = refOf(home, work, "HEAD");
  disk.fill();
  expect((await sweep()).outcome).toBe("failed");
  expect(refOf(home, work, "HEAD")).toBe(head);
  expect(git(home, work, "--no-optional-locks", "status", "--porcelain")).toBe("");
  rmSync(join(disk.path, "filler"));
  expect((await sweep()).outcome).toBe("synced");
  expect(refOf(home, work, "HEAD")).toBe(theirs);
  expect(git(home, work, "status", "--porcelain")).toBe("");
});

test.skipIf(skip)(
  "a disk that fills up while files are written gives the old ones back",
  async () => {
    const { home, work, disk, sweep, theirs } = await makeOnDisk();
    const head = refOf(home, work, "HEAD");
    git(home, work, "fetch", "-q");
    disk.fill();
    // Room for the journal, the index and last-run.json, but not for the new file.
    rmSync(join(disk.path, "filler"));
    git(home, work, "-c", "alias.fill=!head -c 3300000 /dev/zero >../filler", "fill");
    const record = await sweep();
    expect(refOf(home, work, "HEAD")).toBe(head);
    expect(record).toMatchObject({ outcome: "failed", reason: "git" });
    expect(record.steps[0]?.detail).toContain("unable to write file big.bin");
    expect(git(home, work, "status", "--porcelain")).toBe("");
    rmSync(join(disk.path, "filler"));
    expect((await sweep()).outcome).toBe("synced");
    expect(refOf(home, work, "HEAD")).toBe(theirs);
  },
);

test.skipIf(skip)(
  "a full disk under the ledger stops no push, and is told with its mend",
  async () => {
    const home = makeHome();
    const remote = makeRemote(home);
    const disk = mountSmallDisk(home, ".local/state", 4);
    const work = makeRepository(home, "work", remote);
    const ctx = contextOf(home);
    const checkout = await register(ctx, work, { slug: "work" });
    disk.fill();
    const head = commitFile(home, work, "a.txt", "a\n");
    const record = await runOnce(ctx, checkout, { triggers: ["commit"], gitPid: null });
    expect(refOf(home, remote, "main")).toBe(head);
    expect(record.outcome).toBe("failed");
    expect(record.steps).toContainEqual(
      expect.objectContaining({ name: "push", outcome: "synced" }),
    );
    expect(record.steps.find(({ name }) => name === "stamp")?.detail).toMatch(
      /^store: .*full.* \(free some space/,
    );
  },
);

test.skipIf(skip)("a sweep goes on with a full disk under its state", async () => {
  const home = makeHome();
  const remote = makeRemote(home);
  const disk = mountSmallDisk(home, ".local/state", 4);
  const work = makeRepository(home, "work", remote);
  const ctx = contextOf(home);
  await register(ctx, work, { slug: "work" });
  const sweepNow = () => sweepMachine(ctx, { origin: "person", watch() {} });
  await sweepNow();
  disk.fill();
  const head = commitFile(home, work, "a.txt", "a\n");
  expect(await sweepNow()).toMatchObject({
    kind: "done",
    swept: [{ record: { reason: "store" } }],
  });
  expect(refOf(home, remote, "main")).toBe(head);
});
