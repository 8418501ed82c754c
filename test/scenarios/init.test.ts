import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, type Home } from "../helpers/home.ts";
import { snapshot } from "../helpers/hooks.ts";
import { configFile } from "../helpers/registry.ts";
import { commitFile, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { crontabOf, fakeCrontab, fakeSchedulers } from "../helpers/schedulers.ts";
import { lacksTerminal, onTerminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const project = (home: Home, name: string) => {
  const remote = makeRemote(home, `remotes/${name}.git`);
  return { remote, path: makeRepository(home, `code/${name}`, remote) };
};
const hookOf = (path: string) => join(path, ".git", "hooks", "post-commit");

test("init --yes sets up config, hooks and timer, and says what to do next", async () => {
  const home = makeHome();
  fakeSchedulers(home, { crontab: fakeCrontab, pgrep: "echo 1" });
  const { path, remote } = project(home, "api");
  const { stdout, stderr, status } = await syncHooks(home, ["init", "--yes"]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toContain("api installed");
  expect(stdout).toContain("What next:");
  expect(crontabOf(home)).toContain("sweep");
  const id = commitFile(home, path, "a.txt", "a");
  await until("the commit is on its remote", () => refOf(home, remote, "main") === id);
  const lastRun = join(path, ".git", "sync-hooks", "last-run.json");
  await until("the run is over", () => existsSync(lastRun));
});

test("the starter config explains itself, is valid, and changes no default", async () => {
  const home = makeHome();
  const before = await syncHooks(home, ["config", "show", "--json"]);
  await syncHooks(home, ["init", "--yes"]);
  expect(readFileSync(configFile(home), "utf8")).toContain("# interval_minutes: 15");
  expect((await syncHooks(home, ["config", "validate"])).status).toBe(0);
  const after = await syncHooks(home, ["config", "show", "--json"]);
  expect(JSON.parse(after.stdout).config).toEqual(JSON.parse(before.stdout).config);
});

test("every line of the starter config is valid once it is no comment any more", async () => {
  const home = makeHome();
  await syncHooks(home, ["init", "--yes"]);
  const text = readFileSync(configFile(home), "utf8");
  writeFileSync(configFile(home), text.replaceAll(/^# (?=[a-z_]+:|  )/gm, ""));
  const { stderr, status } = await syncHooks(home, ["config", "validate"]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("a second init changes nothing", async () => {
  const home = makeHome();
  const { path } = project(home, "api");
  await syncHooks(home, ["init", "--yes"]);
  writeFileSync(configFile(home), "interval_minutes: 30\n");
  const hooks = snapshot(join(path, ".git", "hooks"));
  const { stdout, status } = await syncHooks(home, ["init", "--yes"]);
  expect(stdout).toContain("config kept");
  expect(stdout).toContain("api already installed");
  expect(readFileSync(configFile(home), "utf8")).toBe("interval_minutes: 30\n");
  expect(snapshot(join(path, ".git", "hooks"))).toEqual(hooks);
  expect(status).toBe(0);
});

test("without a terminal and without repositories, init says how to register some", async () => {
  const { stdout, status } = await syncHooks(makeHome(), ["init"]);
  expect(stdout).toContain("sync-hooks install --scan DIR");
  expect(status).toBe(0);
});

test("init in home does not take what happens to lie there, such as a shell framework's clone", async () => {
  const home = makeHome();
  const framework = makeRepository(home, ".oh-my-zsh");
  await syncHooks(home, ["init", "--yes"]);
  expect(existsSync(hookOf(framework))).toBe(false);
});

test("one checkout that cannot be installed stops no other", async () => {
  const home = makeHome();
  const { path } = project(home, "api");
  const broken = project(home, "broken");
  writeFileSync(hookOf(broken.path), "#!/bin/sh\n# >>> sync-hooks >>>\n", { mode: 0o755 });
  const { stdout, status } = await syncHooks(home, ["init", "--yes"]);
  expect(stdout).toContain("⚠ not installed");
  expect(existsSync(hookOf(path))).toBe(true);
  expect(status).toBe(1);
});

test("with a broken config, init says so and installs nothing", async () => {
  const home = makeHome();
  const { path } = project(home, "api");
  mkdirSync(dirname(configFile(home)), { recursive: true });
  writeFileSync(configFile(home), "interval: 15\n");
  expect((await syncHooks(home, ["init", "--yes"])).status).toBe(78);
  expect(existsSync(hookOf(path))).toBe(false);
});

const noTerminal = lacksTerminal();

test.skipIf(noTerminal)("on a terminal init asks, and installs what was picked", async () => {
  const home = makeHome();
  const api = project(home, "api");
  const web = project(home, "web");
  const { status, shown } = await onTerminal(home, "init", [
    ["Which folder", "\r"],
    ["Which of these 2 checkouts", " "],
    ["◻ ~/code/api", "\r"],
    ["Sweep up every 15 minutes", "\r"],
  ]);
  expect(shown).toContain("What next:");
  expect(existsSync(hookOf(api.path))).toBe(false);
  expect(existsSync(hookOf(web.path))).toBe(true);
  expect(status).toBe(0);
});

test.skipIf(noTerminal)("Ctrl-C at a question leaves everything as it was", async () => {
  const home = makeHome();
  const { path } = project(home, "api");
  const { status, shown } = await onTerminal(home, "init", [["Which folder", "\u0003"]]);
  expect(shown).toContain("Nothing was changed.");
  expect(existsSync(hookOf(path))).toBe(false);
  expect(existsSync(configFile(home))).toBe(false);
  expect(status).toBe(130);
});
