import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { startHttpRemote } from "../helpers/http-remote.ts";
import { homeWithGitea, inventoryDocument as document } from "../helpers/inventory.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";

test("adopt clones into the folder where it runs, registers and installs; a commit there is pushed", async () => {
  const { home, forge } = await homeWithGitea();
  const remote = makeRemote(home, "srv/api.git");
  const server = await startHttpRemote(home);
  git(home, makeRepository(home, "seed"), "push", "--quiet", remote, "main");
  forge.repos.push({ id: 1, owner: "team", name: "api", cloneUrl: server.url(remote) });
  await document(home);
  const code = join(home.path, "code");
  mkdirSync(code);
  const adopted = await syncHooks(home, ["inventory", "adopt", "team/api"], { cwd: code });
  expect(adopted).toMatchObject({ status: 0, stdout: expect.stringContaining("cloned  api") });
  expect(await document(home)).toMatchObject({ registered: [{ slug: "api" }], unregistered: [] });
  delete home.env["SYNC_HOOKS"];
  const commit = commitFile(home, join(code, "api"), "a.txt", "a\n");
  await until("the forge has it", () => refOf(home, remote, "main") === commit);
});

test("adopt --all clones, registers and installs, goes on after a failure, and can be run again", async () => {
  const { home, forge } = await homeWithGitea();
  const [api, web] = ["api", "web"].map((name) => makeRemote(home, `srv/${name}.git`));
  const server = await startHttpRemote(home);
  const seed = makeRepository(home, "seed");
  for (const remote of [api, web]) git(home, seed, "push", "--quiet", remote ?? "", "main");
  const broken = {
    id: 2,
    owner: "team",
    name: "broken",
    cloneUrl: server.url(join(home.path, "srv/none.git")),
  };
  forge.repos.push(
    { id: 1, owner: "team", name: "api", cloneUrl: server.url(api ?? "") },
    broken,
    { id: 3, owner: "team", name: "old", archived: true },
    { id: 4, owner: "team", name: "web", cloneUrl: server.url(web ?? "") },
  );
  await document(home);
  const code = join(home.path, "code");
  const first = await syncHooks(home, ["inventory", "adopt", "--all", "--clone", code]);
  expect(first.status).toBe(1);
  expect(first.stderr).toMatch(/\[1\/3\] team\/api[\s\S]*team\/broken: .*cannot clone/);
  for (const name of ["api", "web"])
    expect(readFileSync(join(code, name, ".git/hooks/post-commit"), "utf8")).toContain(
      "sync-hooks",
    );
  expect(existsSync(join(code, "broken"))).toBe(false);
  git(home, seed, "push", "--quiet", makeRemote(home, "srv/none.git"), "main");
  const again = await syncHooks(home, ["inventory", "adopt", "--all", "--clone", code]);
  expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("broken") });
});

test("adopt takes a clone that stands there already, and never another thing's place", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push({ id: 1, owner: "team", name: "api" }, { id: 2, owner: "team", name: "web" });
  await document(home);
  const path = makeRepository(home, "code/api");
  git(home, path, "remote", "add", "origin", `${forge.url}/team/api.git`);
  mkdirSync(join(home.path, "code/web"));
  const code = join(home.path, "code");
  const found = await syncHooks(home, ["inventory", "adopt", "team/api", "--clone", code]);
  expect(found).toMatchObject({ status: 0, stdout: expect.stringContaining("found  api") });
  const refused = await syncHooks(home, ["inventory", "adopt", "team/web", "--clone", code]);
  expect(refused).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("stands there already"),
  });
});
