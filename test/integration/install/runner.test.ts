import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fillTemplate } from "../../../src/core/fill-template.ts";
import { renderRunner } from "../../../src/actions/install/runner-file.ts";
import { readTemplate } from "../../../src/system/installation.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { contextOf } from "../../helpers/registered.ts";
import { requires } from "../../helpers/requirements.ts";
import { until } from "../../helpers/until.ts";

/** The programs that the runner's shell may find on PATH; setsid is missing on macOS and Git for Windows. */
function programs(home: Home, name: string, ...found: string[]): string {
  const folder = join(home.path, name);
  mkdirSync(folder);
  for (const program of found) symlinkSync(program, join(folder, program.split("/").pop() ?? ""));
  return folder;
}

/** Tells how it was started, and stays until it is let go. */
const entrypoint = `
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
const report = process.env.HOME + "/report";
const stat = readFileSync("/proc/self/stat", "latin1").split(") ")[1].split(" ");
const { HOME, PATH, SYNC_HOOKS_HOME, XDG_DATA_HOME } = process.env;
const told = { args: process.argv.slice(2), node: process.execPath, session: +stat[3], pid: process.pid,
  env: { HOME, PATH, SYNC_HOOKS_HOME, XDG_DATA_HOME } };
writeFileSync(report + ".tmp", JSON.stringify(told));
renameSync(report + ".tmp", report);
const end = Date.now() + 20_000;
const wait = () => existsSync(report + ".go") || Date.now() > end ? writeFileSync(report + ".done", "") : setTimeout(wait, 20);
wait();
`;

type Told = {
  args: string[];
  node: string;
  session: number;
  pid: number;
  env: Record<string, string>;
};

/** A runner of this home whose entrypoint is a probe. */
function makeRunner(overrides: Record<string, string> = {}) {
  const home = makeHome();
  const dist = join(home.path, "dist it's");
  writeFile(dist, "package.json", '{"type":"module"}');
  writeFile(dist, "hooks/post-commit.js", entrypoint);
  writeFile(
    dist,
    "bin/sync-hooks.js",
    "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 2;",
  );
  const empty = { XDG_CONFIG_HOME: "", XDG_DATA_HOME: "", XDG_STATE_HOME: "", LOCALAPPDATA: "" };
  const text = fillTemplate(readTemplate("runner.sh"), {
    NODE: process.execPath,
    DIST: dist,
    PATH: "/remembered/bin",
    HOME: home.path,
    SYNC_HOOKS_HOME: join(home.path, "own"),
    ...empty,
    ...overrides,
  });
  const runner = writeFile(home.path, "runner", text, 0o755);
  const report = join(home.path, "report");
  const told = () =>
    until("the entrypoint told how it was started", () =>
      existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as Told) : null,
    );
  const letGo = async () => {
    writeFile(home.path, "report.go", "");
    await until("the entrypoint ended", () => existsSync(`${report}.done`));
  };
  return { home, runner, report, told, letGo };
}

const systemPath = "/usr/bin:/bin";

describe("the runner, called by a hook", () => {
  test("hands the git directory on, absolute, with git's process id, and the installation's places", async () => {
    const { home, runner, told, letGo } = makeRunner();
    mkdirSync(join(home.path, "a b"));
    const env = { PATH: systemPath, HOME: "/elsewhere", XDG_DATA_HOME: "/elsewhere/data" };
    const ended = spawnSync(runner, ["post-commit", ".git", "42"], {
      cwd: join(home.path, "a b"),
      env,
    });
    expect(ended.status).toBe(0);
    const { args, node, env: seen } = await told();
    await letGo();
    expect(args).toEqual([join(home.path, "a b/.git"), "42"]);
    expect(node).toBe(process.execPath);
    expect(seen).toEqual({
      HOME: home.path,
      PATH: `${systemPath}:/remembered/bin`,
      SYNC_HOOKS_HOME: join(home.path, "own"),
      XDG_DATA_HOME: "",
    });
  });

  test.skipIf(requires("setsid", "util-linux"))(
    "returns at once, while the entrypoint runs in a session of its own",
    async () => {
      const { runner, told, report, letGo } = makeRunner();
      spawnSync(runner, ["post-commit", "/r/.git", "1"], { env: { PATH: systemPath } });
      const { session, pid } = await told();
      expect(existsSync(`${report}.done`)).toBe(false);
      expect(session).toBe(pid);
      await letGo();
    },
  );

  test("gives the entrypoint a session of its own without setsid too", async () => {
    const { home, runner, told, letGo } = makeRunner({ PATH: "" });
    const path = programs(home, "no-setsid", "/bin/sh");
    spawnSync(runner, ["post-commit", "/r/.git", "1"], { env: { PATH: path } });
    const { session, pid, args } = await told();
    await letGo();
    expect(session).toBe(pid);
    expect(args).toEqual(["/r/.git", "1"]);
  });

  test("survives a hang-up and an interrupt of the whole process group that git runs in", async () => {
    const { home, runner, told, letGo } = makeRunner();
    const script = `'${runner}' post-commit /r/.git 1 </dev/null >/dev/null 2>&1 &\nsleep 30`;
    const group = spawn("/bin/sh", ["-c", script], {
      env: { PATH: systemPath },
      detached: true,
      cwd: home.path,
    });
    const { pid } = await told();
    for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const)
      if (group.pid !== undefined && group.exitCode === null) trySignal(-group.pid, signal);
    await new Promise((resolve) => group.on("close", resolve));
    process.kill(pid, 0);
    await letGo();
  });

  test("holds no descriptor that its caller had open", async () => {
    const { home, runner, told, letGo } = makeRunner();
    const open = `exec 3>'${home.path}/held' 7>&3; '${runner}' post-commit /r/.git 1`;
    spawnSync("/bin/bash", ["-c", open], { env: { PATH: systemPath } });
    const { pid } = await told();
    const held = [0, 1, 2, 3, 7].map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
    await letGo();
    expect(held.slice(0, 3)).toEqual(["/dev/null", "/dev/null", "/dev/null"]);
    expect(held).not.toContain(join(home.path, "held"));
  });

  test("falls back to node on PATH", async () => {
    const { home, runner, told, letGo } = makeRunner({ NODE: "/gone/node" });
    const path = programs(home, "with-node", "/bin/sh", process.execPath);
    spawnSync(runner, ["post-commit", "/r/.git", "1"], { env: { PATH: path } });
    const { args } = await told();
    await letGo();
    expect(args[0]).toBe("/r/.git");
  });

  test.each([
    ["without any node", { NODE: "/gone/node", PATH: "" }],
    ["without the program", { DIST: "/gone/dist" }],
  ])("%s leaves the request for a sweep, in silence", (_name, overrides) => {
    const { home, runner } = makeRunner(overrides);
    const path = programs(home, "bare", "/bin/sh");
    const ended = spawnSync(runner, ["post-commit", "/r/.git", "1"], {
      env: { PATH: path },
      encoding: "utf8",
    });
    expect(ended).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  test.each(["/bin/dash", "/bin/bash", "/usr/bin/busybox"])("works in %s", async (shell) => {
    const { runner, told, letGo } = makeRunner();
    const args = [
      ...(shell.endsWith("busybox") ? ["sh"] : []),
      runner,
      "post-commit",
      "/r/.git",
      "1",
    ];
    spawnSync(shell, args, { env: { PATH: systemPath } });
    expect((await told()).args).toEqual(["/r/.git", "1"]);
    await letGo();
  });
});

describe("the runner, called by a timer", () => {
  test("sweeps in the foreground and hands the exit status on", () => {
    const { runner } = makeRunner();
    const ended = spawnSync(runner, ["sweep", "--quiet"], { env: {}, encoding: "utf8" });
    expect(ended).toMatchObject({ status: 2, stdout: '["sweep","--quiet"]\n', stderr: "" });
  });

  test("says what is missing where there is no node", () => {
    const { home, runner } = makeRunner({ NODE: '/gone/$(touch x)"node', PATH: "" });
    const path = programs(home, "bare", "/bin/sh");
    const ended = spawnSync(runner, ["sweep"], { env: { PATH: path }, encoding: "utf8" });
    expect(ended.status).toBe(127);
    expect(ended.stderr).toContain('there is no node at /gone/$(touch x)"node or on PATH');
  });

  test("refuses what it does not know", () => {
    const { runner } = makeRunner();
    expect(spawnSync(runner, ["rm"], { env: {} }).status).toBe(64);
  });
});

test.skipIf(requires("shellcheck", "shellcheck"))(
  "every shell template is clean for shellcheck",
  () => {
    const folder = new URL("../../../templates/", import.meta.url).pathname;
    const files = ["hook-block.sh", "hook-block-rewrite.sh", "runner.sh"].map(
      (name) => folder + name,
    );
    expect(spawnSync("shellcheck", files, { encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: "",
    });
  },
);

test.skipIf(requires("shellcheck", "shellcheck"))(
  "a rendered runner is clean for shellcheck too",
  () => {
    const home = makeHome();
    const text = renderRunner(contextOf(home));
    expect(spawnSync("shellcheck", ["-"], { input: text, encoding: "utf8" }).stdout).toBe("");
  },
);

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // The group's shell has ended with an earlier signal.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function readLink(path: string): string | null {
  return existsSync(path) ? readlinkSync(path) : null;
}
