import { chmodSync, existsSync } from "node:fs";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { startForge } from "../helpers/forge-server.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { inventoryDocument as document } from "../helpers/inventory.ts";
import { git } from "../helpers/repository.ts";

test("several forges at once: from the config, a private .env, a token file and git credential", async () => {
  const home = makeHome();
  const [gitea, github, gitlab] = [
    await startForge("gitea", [{ id: 1, owner: "team", name: "api" }]),
    await startForge("github", [{ id: 1, owner: "team", name: "api" }]),
    await startForge("gitlab", [{ id: 1, owner: "team/sub", name: "api" }]),
  ];
  const host = new URL(gitlab.url).host;
  const helper = `!f() { grep -q host=${host} && echo username=ann && echo password=${gitlab.token}; }; f`;
  git(home, home.path, "config", "--global", "credential.helper", helper);
  const folder = ".config/sync-hooks";
  const other = await startForge("gitea", [{ id: 1, owner: "ann", name: "notes" }]);
  home.env["SPOKEN_TOKEN"] = other.token;
  writeFile(home.path, `${folder}/.env`, `TEA="${gitea.token}"\n`, 0o600);
  writeFile(home.path, `${folder}/hub-token`, `${github.token}\n`, 0o600);
  writeFile(
    home.path,
    `${folder}/config.yaml`,
    `forges:
  - { name: tea, kind: gitea, url: "${gitea.url}/", token: { env: TEA } }
  - { name: hub, kind: github, url: "${github.url}", token: { file: hub-token } }
  - { name: lab, kind: gitlab, url: "${gitlab.url}", token: { credential: true } }
  - { name: own, kind: gitea, url: "${other.url}", token: { env: SPOKEN_TOKEN } }
`,
  );
  const found = await document(home);
  expect(found["forges"]).toMatchObject([
    { name: "hub", problem: null, repositories: 1 },
    { name: "lab", problem: null, repositories: 1 },
    { name: "own", problem: null, repositories: 1 },
    { name: "tea", problem: null, repositories: 1 },
  ]);
  expect((await document(home, "--forge", "lab"))["unregistered"]).toMatchObject([
    { full_name: "team/sub/api" },
  ]);
  const ambiguous = await syncHooks(home, ["inventory", "adopt", "team/api"]);
  expect(ambiguous).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("hub:team/api or tea:team/api"),
  });
});

test("a token in the config, and a .env that others can read, are refused with the mend", async () => {
  const home = makeHome();
  const config = "forges:\n  - { kind: gitea, url: https://git.example.org, token: s3cret }\n";
  const file = writeFile(home.path, ".config/sync-hooks/config.yaml", config);
  const inConfig = await syncHooks(home, ["inventory"]);
  expect(inConfig.status).toBe(78);
  expect(inConfig.stderr).toContain("{ env: NAME }");
  expect(inConfig.stderr).not.toContain("s3cret");
  writeFile(home.path, ".config/sync-hooks/config.yaml", "");
  writeFile(home.path, ".config/sync-hooks/.env", "GITEA_TOKEN=x\n", 0o644);
  expect(await syncHooks(home, ["inventory"])).toMatchObject({
    status: 78,
    stderr: expect.stringContaining("chmod 600"),
  });
  expect(existsSync(file)).toBe(true);
});

test("a token file that others can read is refused with the mend, and its forge is not asked", async () => {
  const home = makeHome();
  const forge = await startForge("gitea", [{ id: 1, owner: "team", name: "api" }]);
  const config = `forges:\n  - { name: tea, kind: gitea, url: "${forge.url}", token: { file: tea-token } }\n`;
  writeFile(home.path, ".config/sync-hooks/config.yaml", config);
  const file = writeFile(home.path, ".config/sync-hooks/tea-token", `${forge.token}\n`, 0o644);
  expect(await document(home)).toMatchObject({
    status: 78,
    forges: [{ problem: { code: "config" } }],
  });
  const { stdout } = await syncHooks(home, ["inventory"]);
  expect(stdout).toContain("others can read");
  expect(forge.requests).toEqual([]);
  chmodSync(file, 0o600);
  expect(await document(home)).toMatchObject({ status: 0, forges: [{ repositories: 1 }] });
});
