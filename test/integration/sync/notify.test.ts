import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { notify, noteAsSeen } from "../../../src/actions/notify/notify.ts";
import type { Context } from "../../../src/actions/context.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { sweep } from "../../../src/actions/sweep/sweep.ts";
import type { Outcome, RunRecord } from "../../../src/core/outcome.ts";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, makeRepository } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther, type World } from "../../helpers/synced.ts";

const command = `echo "$SYNC_HOOKS_NOTICE|$SYNC_HOOKS_SLUGS|$SYNC_HOOKS_TITLE" >>told`;
const config = (more = "") => `notify:\n  command: '${command}'\n${more}`;

const toldIn = ({ home }: World): string[] => {
  const file = join(home.path, "told");
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
};

const ended = (outcome: Outcome): RunRecord => ({
  trigger: "sweep",
  outcome,
  reason: null,
  startedAt: "2026-01-01T00:00:00Z",
  durationMs: 1,
  steps: [],
});

const sweepNow = (ctx: Context) => sweep(ctx, { origin: "timer", watch() {} });

test("a conflict is told by the sweep that meets it, once, however many sweeps follow", async () => {
  const world = await makeWorld(config());
  pushFromOther(world, "a.txt", "theirs\n");
  commitFile(world.home, world.work, "a.txt", "ours\n");
  for (let round = 0; round < 3; round += 1) await sweepNow(world.ctx);
  expect(toldIn(world)).toEqual(["conflict|work|work: a conflict waits for you"]);
});

test("many checkouts that lose their credentials in one sweep are one notice", async () => {
  const world = await makeWorld(config());
  const second = await register(world.ctx, makeRepository(world.home, "second"), {
    slug: "second",
  });
  const runs = [world.checkout, second].map((checkout) => ({ checkout, record: ended("auth") }));
  await notify(world.ctx, runs);
  await notify(world.ctx, runs);
  expect(toldIn(world)).toEqual(["auth|work second|2 checkouts need you"]);
});

test("a day without sync is told, and a run that only waits changes nothing", async () => {
  const world = await makeWorld(config());
  await sweepNow(world.ctx);
  const late = { ...world.ctx, clock: { now: () => new Date(Date.now() + 25 * 3_600_000) } };
  const run = (outcome: Outcome) => [{ checkout: world.checkout, record: ended(outcome) }];
  await notify(late, run("deferred"));
  expect(toldIn(world)).toEqual([]);
  await notify(late, run("offline"));
  await notify(late, run("queued"));
  await notify(late, run("offline"));
  expect(toldIn(world)).toEqual(["stale|work|work: no sync for more than a day"]);
});

test("what a person has seen is not told again, nor what the config leaves out", async () => {
  const world = await makeWorld(config("  on: [auth]\n"));
  const run = (outcome: Outcome) => [{ checkout: world.checkout, record: ended(outcome) }];
  await notify(world.ctx, run("conflict"));
  await noteAsSeen(world.ctx, run("auth"));
  await notify(world.ctx, run("auth"));
  expect(toldIn(world)).toEqual([]);
});

test.skipIf(process.platform !== "linux")(
  "a desktop notice is handed over in words of its own; a desktop that is not there is logged",
  async () => {
    const world = await makeWorld("notify:\n  desktop: true\n");
    const run = (outcome: Outcome) => [{ checkout: world.checkout, record: ended(outcome) }];
    writeFile(
      world.home.path,
      "bin/notify-send",
      `#!/bin/sh\nprintf '%s\\n' "$@" >>'${join(world.home.path, "told")}'\nexit 3\n`,
      0o755,
    );
    const path = `${join(world.home.path, "bin")}${delimiter}${world.home.env["PATH"] ?? ""}`;
    const ctx = { ...world.ctx, env: { ...world.ctx.env, PATH: path } };
    await notify(ctx, run("auth"));
    expect(toldIn(world)).toEqual([
      "--app-name=sync-hooks",
      "--",
      "work: the remote wants credentials",
      "sync-hooks status work",
    ]);
    const day = readFileSync(
      join(world.ctx.directories.logs, `${new Date().toLocaleDateString("sv-SE")}.log`),
      "utf8",
    );
    expect(day).toContain("[WARN] [notify] no desktop notification: notify-send ended with 3");
  },
);
