import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { schedulerCommands } from "../../../src/schedule/commands.ts";
import { serviceManagers } from "../../../src/schedule/service/table.ts";
import { chooseScheduler, schedulers } from "../../../src/schedule/table.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { makeMachine } from "../../helpers/schedulers.ts";

const source = fileURLToPath(new URL("../../../src/", import.meta.url));

function sourceFiles(): { name: string; text: string }[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ name, text: readFileSync(join(source, name), "utf8") }));
}

test("without a word of its own, every test runs with no scheduler in reach", async () => {
  expect(process.env["SYNC_HOOKS_TEST_SCHEDULERS"]).toBe("none");
  const home = makeHome();
  // Programs of those names first on PATH would be found by anything that looked there.
  for (const command of schedulerCommands)
    writeFile(home.path, `bin/${command}`, `#!/bin/sh\ntouch '${home.path}/reached'\n`, 0o755);
  home.env["PATH"] = `${home.path}/bin:${home.env["PATH"]}`;
  for (const platform of ["linux", "darwin", "win32"] as const) {
    const machine = makeMachine(home, platform);
    await expect(chooseScheduler(machine, null)).rejects.toThrow("no scheduler answers here");
    for (const scheduler of schedulers) {
      expect(await scheduler.status(machine)).toBeNull();
      expect(await scheduler.plan(machine, null)).toEqual([]);
      expect(await scheduler.unavailable(machine)).not.toBeNull();
    }
    // The detached process starts no program of the machine's, and lies in the home.
    for (const manager of serviceManagers.filter(({ name }) => name !== "detached")) {
      expect(await manager.status(machine)).toBeNull();
      expect(await manager.plan(machine, null)).toEqual([]);
      expect(await manager.unavailable(machine)).not.toBeNull();
    }
  }
  expect(readdirSync(home.path)).not.toContain("reached");
});

test("one file alone starts the schedulers' programs and reads the variable that swaps them", () => {
  const quoted = new RegExp(
    `(spawn|exec|execa|execFile|run)\\w*\\(\\s*["'\`](${schedulerCommands.join("|")})`,
  );
  const starters = sourceFiles().filter(({ text }) => quoted.test(text));
  expect(starters.map(({ name }) => name)).toEqual([]);
  const readers = sourceFiles().filter(({ text }) => /env\W+SYNC_HOOKS_TEST_SCHEDULERS/.test(text));
  expect(readers.map(({ name }) => name)).toEqual([join("schedule", "commands.ts")]);
  const runners = sourceFiles().filter(
    ({ name, text }) => name.startsWith("schedule") && /system\/run\.ts|child_process/.test(text),
  );
  expect(runners.map(({ name }) => name)).toEqual([join("schedule", "commands.ts")]);
});
