import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { send, startForge, text, type ServedForge } from "../helpers/forge-server.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { git, makeRepository } from "../helpers/repository.ts";

const kinds = ["gitea", "github", "gitlab"] as const;
const folder = ".config/sync-hooks";

/** Three forges whose tokens come from a private .env, a private file and git's credential helper. */
async function world() {
  const home = makeHome();
  const forges = await Promise.all(
    kinds.map((kind) => startForge(kind, [{ id: 1, owner: "team", name: "api", private: true }])),
  );
  const [gitea, github, gitlab] = forges as [ServedForge, ServedForge, ServedForge];
  writeFile(home.path, `${folder}/.env`, `TEA=${gitea.token}\n`, 0o600);
  writeFile(home.path, `${folder}/hub-token`, `${github.token}\n`, 0o600);
  const answer = `echo username=ann; echo password=${gitlab.token}`;
  const helper = writeFile(home.path, "credential-helper", `#!/bin/sh\n${answer}\n`, 0o700);
  git(home, home.path, "config", "--global", "credential.helper", helper);
  writeFile(
    home.path,
    `${folder}/config.yaml`,
    `network: { retries: 0 }
forges:
  - { name: tea, kind: gitea, url: "${gitea.url}", token: { env: TEA } }
  - { name: hub, kind: github, url: "${github.url}", token: { file: hub-token } }
  - { name: lab, kind: gitlab, url: "${gitlab.url}", token: { credential: true } }
`,
  );
  const path = makeRepository(home, "api");
  git(home, path, "remote", "add", "origin", `${gitea.url}/team/api.git`);
  await syncHooks(home, ["add", path]);
  return { home, forges, token: gitea.token };
}

/** Where the user put the token; nothing else may hold it. */
const places = [`${folder}/.env`, `${folder}/hub-token`, "credential-helper"];

function filesWith(home: Home, secret: string): string[] {
  return readdirSync(home.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(secret))
    .map((path) => path.slice(home.path.length + 1));
}

test(
  "a forge's token reaches no output, no file, no address and no title of a process",
  { timeout: 180_000 },
  async () => {
    const { home, forges, token } = await world();
    const processes: string[] = [];
    const said: string[] = [];
    const say = async (...args: string[]) => {
      const { stdout, stderr } = await syncHooks(home, args);
      said.push(stdout, stderr);
    };
    const inventory = () => say("inventory", "--refresh", "--json", "--verbose");
    for (const forge of forges)
      forge.onRequest = () => {
        processes.push(execFileSync("ps", ["-ww", "-eo", "args"], { encoding: "utf8" }));
        return false;
      };
    await inventory();
    await say("inventory");
    await say("sweep", "--json", "--verbose");
    await say("config", "--json");
    await say("doctor", "--verbose");

    // A server that gives back what it was sent, in an error's words.
    for (const [status, kind] of [
      [401, "refused"],
      [500, "broken"],
      [302, "sent elsewhere"],
    ] as const) {
      for (const forge of forges)
        forge.onRequest = (request, response) => {
          const { authorization, "private-token": own } = request.headers;
          const sent = String(authorization ?? own).replace(/^\w+ /, "");
          if (status === 401) {
            send(response, status, { message: `${kind}: ${sent}` });
            return true;
          }
          const headers = { location: `https://elsewhere.example/?token=${sent}` };
          text(response, status, kind, status === 302 ? headers : {});
          return true;
        };
      await inventory();
      await say("sweep", "--json");
    }
    await say("log", "--json");

    expect(said.join("\n")).toContain('"auth"');
    expect(said.join("\n")).toContain("elsewhere.example");
    expect(said.join("\n")).not.toContain(token);
    expect(processes.length).toBeGreaterThan(6);
    expect(processes.join("\n")).toContain("sync-hooks.js");
    expect(processes.join("\n")).not.toContain(token);
    for (const forge of forges) expect(forge.requests.join("\n")).not.toContain(token);
    expect(filesWith(home, token).toSorted()).toEqual(places.toSorted());
  },
);
