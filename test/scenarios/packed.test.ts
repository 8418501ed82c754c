import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyProject, projectRoot, registryAccess } from "../helpers/clone.ts";
import { makeHome } from "../helpers/home.ts";
import { commitFile, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";

/** A copy of the clone as it would be committed, built by npm itself; gives the tarball, and the copy is gone. */
function pack(folder: string, env: NodeJS.ProcessEnv): string {
  const clone = join(folder, "clone");
  copyProject(clone);
  symlinkSync(join(projectRoot, "node_modules"), join(clone, "node_modules"));
  const packing = ["pack", "--json", "--pack-destination", folder];
  const said = execFileSync("npm", packing, { cwd: clone, env, encoding: "utf8" });
  const [{ filename, files }] = JSON.parse(said.slice(said.indexOf("[\n"))) as [
    { filename: string; files: { path: string }[] },
  ];
  const tops = new Set(files.map(({ path }) => path.split("/")[0]));
  expect([...tops]).toEqual(expect.arrayContaining(["dist", "templates", "README.md", "LICENSE"]));
  for (const name of ["src", "test", "hooks", "node_modules"]) expect(tops).not.toContain(name);
  rmSync(clone, { recursive: true });
  return join(folder, filename);
}

test("packed, installed under a prefix and used from another folder, it pushes a commit", async () => {
  const home = makeHome();
  const tarball = pack(home.path, home.env);
  const prefix = join(home.path, "prefix");
  const installing = [
    "install",
    "--global",
    "--prefix",
    prefix,
    "--no-audit",
    "--no-fund",
    tarball,
  ];
  const { status, stderr } = spawnSync("npm", installing, {
    env: { ...home.env, ...registryAccess() },
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining("warn") });
  const sync = (...args: string[]) =>
    execFileSync(join(prefix, "bin", "sync-hooks"), args, {
      cwd: home.path,
      env: home.env,
      encoding: "utf8",
    });

  const remote = makeRemote(home);
  const repository = makeRepository(home, "code/api", remote);
  sync("install", "--scan", "code");
  const commit = commitFile(home, repository, "a.txt", "a\n");
  await until("the remote has the commit", () => refOf(home, remote, "main") === commit);
  expect(sync("list")).toContain("installed");
});
