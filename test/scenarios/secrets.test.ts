import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { httpPassword, httpUser, startHttpRemote } from "../helpers/http-remote.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";
import { untilQuiet } from "../helpers/workers.ts";

/** A checkout whose remote's URL carries the password, as `git clone https://ann:…@host` leaves it. */
async function checkoutWithPassword(home: Home) {
  const remote = makeRemote(home);
  const work = makeRepository(home, "work", remote);
  const server = await startHttpRemote(home);
  git(home, home.path, "config", "--global", "--unset", "credential.helper");
  const url = server.url(remote).replace("http://", `http://${httpUser}:${httpPassword}@`);
  git(home, work, "remote", "set-url", "origin", url);
  return { remote, work, server };
}

/** Files below the folder, but for the user's own git config, whose bytes hold the text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith("/.git/config") && readFileSync(path).includes(text));
}

/** The server's hook notes every process that runs while a push is under way. */
function noteProcesses(home: Home, remote: string): () => string[] {
  const file = join(home.path, "processes");
  writeFile(remote, "hooks/pre-receive", `#!/bin/sh\nps -ww -eo args >>'${file}'\n`, 0o755);
  return () => (existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);
}

test("invariant 18: a password in a remote's URL reaches no file, no output and no title of a process of ours", async () => {
  const home = makeHome();
  const { remote, work, server } = await checkoutWithPassword(home);
  writeFile(home.path, ".config/sync-hooks/config.yaml", "network:\n  retries: 0\n");
  const processes = noteProcesses(home, remote);
  const said: string[] = [];
  const say = async (...args: string[]) => {
    const { stdout, stderr } = await syncHooks(home, args);
    said.push(stdout, stderr);
  };
  const sayAll = async () => {
    const documents = ["status", "list", "log", "doctor", "config"];
    await Promise.all(documents.map((command) => say(command, "--json")));
    await Promise.all([say("status", "work"), say("doctor", "--verbose")]);
    await say("sync", "work", "--dry-run");
  };

  await say("install", "--verbose", work);
  const pushed = commitFile(home, work, "TASKS.md", "- [ ] **T1: One**\n");
  await until("the remote has it", () => refOf(home, remote, "main") === pushed);
  await untilQuiet(home);
  await say("sweep", "--verbose");
  await sayAll();

  const url = git(home, work, "remote", "get-url", "origin");
  git(home, work, "config", "branch.main.pushRemote", url);
  commitFile(home, work, "c", "1");
  await untilQuiet(home);
  await say("sweep");
  await sayAll();

  server.refuseCredentials();
  commitFile(home, work, "a", "1");
  await untilQuiet(home);
  await say("sweep", "--json");
  await sayAll();

  await server.stop();
  commitFile(home, work, "b", "1");
  await untilQuiet(home);
  await say("sync", "work", "--json");
  await sayAll();

  const shown = processes().filter((line) => line.includes(httpPassword));
  // git hands the URL to its own transport, for a plain `git push` just the same.
  expect(shown.filter((line) => !/git[ -](remote-http|send-pack)/.test(line))).toEqual([]);
  expect(processes().join("\n")).toContain("post-commit.js");
  expect(said.join("\n")).toContain('"auth"');
  expect(said.join("\n")).not.toContain(httpPassword);
  const own = filesWith(home.path, httpPassword).filter(
    (path) => path !== join(home.path, "processes"),
  );
  expect(own).toEqual([]);
});
