import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkTrust } from "../../../src/actions/doctor/place-checks.ts";
import { status } from "../../../src/actions/status/status.ts";
import { readOwnCommands, revokeTrust, trust } from "../../../src/actions/trust/trust.ts";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, git } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther, stepOf, type World } from "../../helpers/synced.ts";

const configFile = ".sync-hooksrc.yaml";
const asking = (run: string) => `steps:\n  - name: theirs\n    run: ${run}\n`;

const logOf = ({ ctx }: World) =>
  readdirSync(ctx.directories.logs)
    .map((name) => readFileSync(join(ctx.directories.logs, name), "utf8"))
    .join("");

/** The mend of what `status` finds gravest. */
const mendOf = async ({ ctx }: World) =>
  (await status(ctx, ["work"], "named")).checkouts[0]?.problem?.mend ?? "";

const agree = ({ ctx, checkout }: World) => trust(ctx, readOwnCommands(ctx, checkout));

test("the attack: a command that a remote pushes in a config runs in no run, and everybody is told", async () => {
  const world = await makeWorld();
  const loot = join(world.home.path, "loot");
  pushFromOther(world, configFile, asking(`touch '${loot}'`));
  for (const trigger of ["sweep", "commit", "merge", "watch", "manual"] as const) {
    const record = await world.run(trigger);
    expect(record.outcome).not.toBe("failed");
    expect(stepOf(record, "theirs")).toBeNull();
    expect(stepOf(record, "trust")).toMatchObject({
      outcome: "skipped",
      detail: expect.stringContaining(`sync-hooks trust ${world.work}`),
    });
  }
  expect(readFileSync(join(world.work, configFile), "utf8")).toContain("touch");
  expect(existsSync(loot)).toBe(false);
  expect(logOf(world).match(/waits for your trust/g)).toHaveLength(1);
  expect(await mendOf(world)).toBe("sync-hooks trust work --show");
  const subject = { checkout: world.checkout, name: "work" } as Parameters<typeof checkTrust>[1];
  expect(checkTrust(world.ctx, subject)).toMatchObject({
    verdict: "warn",
    mend: "sync-hooks trust work --show",
  });
});

test("trusted commands run, and any change asks again, also one that a pull brings in that very run", async () => {
  const world = await makeWorld();
  const ran = () => readdirSync(world.home.path).filter((name) => name.startsWith("ran"));
  pushFromOther(world, configFile, asking("touch ../ran-1"));
  await world.run("sweep");
  expect(agree(world)).toMatchObject({ state: "trusted", steps: [{ run: "touch ../ran-1" }] });
  expect(stepOf(await world.run("sweep"), "theirs")).toMatchObject({ outcome: "synced" });
  expect(ran()).toEqual(["ran-1"]);
  expect(await mendOf(world)).not.toContain("trust");

  pushFromOther(world, configFile, asking("touch ../ran-2"));
  const pulled = await world.run("sweep");
  expect(stepOf(pulled, "pull")?.outcome).toBe("synced");
  expect(stepOf(pulled, "trust")?.outcome).toBe("skipped");
  expect(ran()).toEqual(["ran-1"]);
  const timeoutOnly = `${asking("touch ../ran-1")}    timeout: 1h\n`;
  pushFromOther(world, configFile, timeoutOnly);
  expect(stepOf(await world.run("sweep"), "trust")?.outcome).toBe("skipped");
  expect(logOf(world).match(/waits for your trust/g)).toHaveLength(3);
});

test("trust is taken back as a whole, and belongs to one clone", async () => {
  const world = await makeWorld();
  writeFile(world.work, configFile, asking("touch ../ran"));
  agree(world);
  revokeTrust(world.ctx, readOwnCommands(world.ctx, world.checkout));
  expect(stepOf(await world.run("sweep"), "trust")?.outcome).toBe("skipped");
  agree(world);
  const twin = { ...world.checkout, localKey: "another clone" };
  expect(readOwnCommands(world.ctx, twin).state).toBe("untrusted");
});

test("a machine step of a repository's own config runs never, trusted or not", async () => {
  const world = await makeWorld();
  writeFile(world.work, configFile, `${asking("touch ../ran")}    scope: machine\n`);
  agree(world);
  await world.run("sweep");
  expect(existsSync(join(world.home.path, "ran"))).toBe(false);
});

test("a branch whose config asks for nothing waits for nobody", async () => {
  const world = await makeWorld();
  commitFile(world.home, world.work, configFile, asking("true"));
  await world.run("commit");
  git(world.home, world.work, "rm", "-q", configFile);
  git(world.home, world.work, "commit", "-qm", "no commands");
  expect(stepOf(await world.run("commit"), "trust")).toBeNull();
  expect(await mendOf(world)).not.toContain("trust");
});
