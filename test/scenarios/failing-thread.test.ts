import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeHome, writeFile } from "../helpers/home.ts";
import { makeRepository } from "../helpers/repository.ts";

const package_ = join(import.meta.dirname, "../..");

test("a new long list whose thread cannot start is read as a whole, and the log says so", () => {
  const home = makeHome();
  const installed = join(home.path, "installed");
  for (const name of ["dist", "templates", "package.json"])
    cpSync(join(package_, name), join(installed, name), { recursive: true });
  symlinkSync(join(package_, "node_modules"), join(installed, "node_modules"));
  rmSync(join(installed, "dist/threads/pack-list.js"));
  const program = (...args: string[]) =>
    spawnSync(process.execPath, [join(installed, "dist/bin/sync-hooks.js"), ...args], {
      cwd: path,
      env: home.env,
      encoding: "utf8",
    });
  const path = makeRepository(home, "work");
  const boxes = Array.from(
    { length: 12_000 },
    (_, at) => `- [ ] **T${at}: one of a great many tasks that nobody knows yet**`,
  );
  writeFile(path, "TASKS.md", `# List\n\n${boxes.join("\n")}\n`);
  expect(program("install", path)).toMatchObject({ status: 0 });
  expect(program("sync")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("12000 to the hub"),
  });
  const logs = join(home.path, ".local/state/sync-hooks/log");
  const log = readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), "utf8"))
    .join("");
  expect(log).toMatch(/WARN.*TASKS\.md is read as a whole: .*pack-list\.js/);
});
