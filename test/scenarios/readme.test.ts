import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyProject, projectRoot, registryAccess } from "../helpers/clone.ts";
import { makeHome } from "../helpers/home.ts";
import { commitFile, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";

/** The commands of the README, in their order, as a reader would copy them. */
const commands = [...readFileSync(join(projectRoot, "README.md"), "utf8").matchAll(/^\$ (.+)$/gm)];
const [first, second] = commands.map(([, command = ""]) => command);

test(
  "the README's first command, in a fresh clone with an empty home, makes every repository below ~/code push itself",
  { timeout: 400_000 },
  async () => {
    const home = makeHome();
    const remote = makeRemote(home);
    const repository = makeRepository(home, "code/api", remote);
    const clone = join(home.path, "clone");
    copyProject(clone);
    const ran = spawnSync("bash", ["-c", first ?? ""], {
      cwd: clone,
      env: { ...home.env, ...registryAccess() },
      encoding: "utf8",
    });
    expect(ran).toMatchObject({ status: 0 });
    expect(ran.stdout).toMatch(/api/);
    expect(ran.stderr).not.toMatch(/deprecated|EBADENGINE|ERR|vulnerab/);

    const commit = commitFile(home, repository, "a.txt", "a\n");
    await until("the remote has the commit", () => refOf(home, remote, "main") === commit);
  },
);

test("the README's second command is the one that CI runs, and it ends in all tests", () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  expect(second).toBe("npm ci && npm run check");
  expect(scripts.check).toMatch(/&& npm test$/);
  expect(readFileSync(join(projectRoot, ".ci/run"), "utf8")).toMatch(/^npm ci && npm run check$/m);
});
