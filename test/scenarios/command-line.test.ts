import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { version } from "../../src/core/version.ts";
import { cliFile, syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { makeRepository } from "../helpers/repository.ts";
import { requiresRoot } from "../helpers/requirements.ts";
import { syncHooksAsNobody } from "../helpers/unprivileged.ts";

/** The one document on standard output; fails where anything else stands there. */
function onlyDocument(stdout: string): Record<string, unknown> {
  expect(stdout).toMatch(/^\{[\s\S]*\}\n$/);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const userConfig = (home: Home, text: string) =>
  writeFile(home.path, ".config/sync-hooks/config.yaml", text);

describe("--version and --help", () => {
  test.each([["--version"], ["-V"], ["list", "--version"]])(
    "%s %s prints the version",
    async (...args) => {
      const home = makeHome();
      expect(await syncHooks(home, args)).toEqual({
        status: 0,
        stdout: `${version}\n`,
        stderr: "",
      });
    },
  );

  test.each(commands.map((entry) => entry.name))("%s --help shows examples", async (name) => {
    const home = makeHome();
    const { status, stdout, stderr } = await syncHooks(home, [...name.split(" "), "--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/Examples:\n {2}\$ sync-hooks /);
    expect(stdout).toContain("--json");
  });

  test("without a command the help is shown", async () => {
    const { status, stdout } = await syncHooks(makeHome(), []);
    expect(status).toBe(0);
    for (const { name } of commands) expect(stdout).toContain(name.split(" ")[0]);
  });

  test("a line of help fits 80 columns", async () => {
    const home = makeHome();
    const helps = await Promise.all(
      commands.map(({ name }) => syncHooks(home, [...name.split(" "), "--help"])),
    );
    const tooLong = helps
      .flatMap(({ stdout }) => stdout.split("\n"))
      .filter((line) => line.length > 80 && !line.startsWith("  $ "));
    expect(tooLong).toEqual([]);
  });
});

describe("--json", () => {
  test.each([
    [["list", "--json"]],
    [["--json", "list"]],
    [["config", "--json"]],
    [["config", "schema", "--json"]],
    [["--json", "--version"]],
    [["--json", "--help"]],
    [["--json", "--verbose", "list"]],
  ])("%j prints one document and nothing else", async (args) => {
    const { status, stdout } = await syncHooks(makeHome(), args);
    expect(status).toBe(0);
    onlyDocument(stdout);
  });

  test.each([
    [["lst", "--json"], 64, "usage"],
    [["list", "--jsno", "--json"], 64, "usage"],
    [["--json", "pause", "nobody"], 64, "usage"],
    [["--json", "pause"], 1, "not-a-repo"],
    [["--json", "--config", "nowhere.yaml", "config"], 78, "config"],
  ])("%j: an error is a document too, with status %d", async (args, status, code) => {
    const result = await syncHooks(makeHome(), args);
    expect(result.status).toBe(status);
    expect(result.stderr).toBe("");
    const { error } = onlyDocument(result.stdout) as { error: Record<string, unknown> };
    expect(Object.keys(error)).toEqual(["code", "message", "hint"]);
    expect(error["code"]).toBe(code);
  });

  test("keys are snake_case and times are RFC 3339 UTC", async () => {
    const home = makeHome();
    const repository = makeRepository(home);
    await syncHooks(home, ["add", repository]);
    const { stdout } = await syncHooks(home, ["list", "--json"]);
    const { checkouts } = onlyDocument(stdout) as { checkouts: Record<string, unknown>[] };
    expect(checkouts).toHaveLength(1);
    for (const key of Object.keys(checkouts[0] ?? {})) expect(key).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(checkouts[0]?.["registered_at"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test("no colour reaches the document, even when colour is forced", async () => {
    const home = makeHome();
    const env = { NO_COLOR: "", FORCE_COLOR: "1" };
    const { stdout } = await syncHooks(home, ["list", "--json"], { env });
    expect(stdout).not.toContain("\u001b");
  });
});

describe("errors", () => {
  test.each([
    [["lst"], "error: unknown command 'lst'\n  did you mean list?\n"],
    [["list", "--jsno"], "error: unknown option '--jsno'\n  did you mean --json?\n"],
    [["config", "shwo"], "error: unknown command 'config shwo'\n  did you mean show?\n"],
    [
      ["pause", "--for"],
      "error: option '--for <duration>' argument missing\n  run: sync-hooks pause --help\n",
    ],
    [
      ["task", "show"],
      "error: missing required argument 'task'\n  run: sync-hooks task show --help\n",
    ],
    [["--bogus"], "error: unknown option '--bogus'\n  run: sync-hooks --help\n"],
    [["pause", "--for", "soon"], /^error: --for expects a duration, not "soon"\n {2}for example/],
    [["add", "--depth", "2"], /^error: --depth goes with --scan\n/],
    [["add", "--scan", ".", "--depth", "-1"], /^error: --depth expects a whole number/],
    [["list", "extra"], /^error: too many arguments/],
    [["-C", "nowhere", "list"], /^error: cannot work in .*nowhere: there is no such folder\n/],
  ])("%j says what is wrong and how to mend it, and exits 64", async (args, text) => {
    const { status, stdout, stderr } = await syncHooks(makeHome(), args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    if (typeof text === "string") expect(stderr).toBe(text);
    else expect(stderr).toMatch(text);
  });

  test("a config named by --config must be there, also where there was none before", async () => {
    const home = makeHome();
    expect(await syncHooks(home, ["status"])).toMatchObject({ status: 0 });
    const { status, stderr } = await syncHooks(home, ["status", "--config", "nope.yaml"]);
    expect({ status, stderr }).toEqual({
      status: 78,
      stderr: expect.stringContaining(`there is no config file ${home.path}/nope.yaml`),
    });
  });

  test("in a folder that was deleted it says so, and exits 64", () => {
    const home = makeHome();
    const script = `mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"`;
    const { status, stderr } = spawnSync("sh", ["-c", script, process.execPath, cliFile, "list"], {
      cwd: home.path,
      env: home.env,
      encoding: "utf8",
    });
    expect(stderr).toMatch(/^error: the folder .* was deleted\n .*cd ~/);
    expect(status).toBe(64);
  });

  test("a broken config exits 78 and names file, line and key", async () => {
    const home = makeHome();
    const file = userConfig(home, "pull: rebase\ninterval: 5\n");
    const { status, stderr } = await syncHooks(home, ["config"]);
    expect(status).toBe(78);
    expect(stderr).toMatch(`error: ${file}:2: interval is not a known key\n`);
  });

  test.skipIf(requiresRoot("act as another user"))(
    "a repository's config that may not be read is an error, not passed over",
    () => {
      const home = makeHome();
      const repository = makeRepository(home);
      chmodSync(writeFile(repository, ".sync-hooksrc", "push: { enabled: false }\n"), 0);
      const { status, stderr } = syncHooksAsNobody(home, ["-C", repository, "config"]);
      expect(status).toBe(78);
      expect(stderr).toMatch(
        /cannot read .*\.sync-hooksrc: permission denied\n {2}make it readable/,
      );
    },
  );

  test("a ledger that cannot be opened exits 1 with the mend", async () => {
    const home = makeHome();
    writeFile(
      home.path,
      ".local/state/sync-hooks/ledger.db",
      "this is no database, but long enough ".repeat(50),
    );
    const { status, stderr } = await syncHooks(home, ["list"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: .*ledger\.db.*\n {2}\S/);
  });
});

describe("colour", () => {
  const colours = async (env: NodeJS.ProcessEnv, ...args: string[]) => {
    const home = makeHome();
    await syncHooks(home, ["add", makeRepository(home)]);
    const { stdout } = await syncHooks(home, ["list", ...args], { env });
    return stdout.includes("\u001b[");
  };
  test("is off where standard output is no terminal", async () => {
    expect(await colours({ NO_COLOR: undefined })).toBe(false);
  });
  test("FORCE_COLOR switches it on", async () => {
    expect(await colours({ NO_COLOR: undefined, FORCE_COLOR: "1" })).toBe(true);
  });
  test("NO_COLOR wins over FORCE_COLOR", async () => {
    expect(await colours({ NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
  });
  test("--no-color wins over FORCE_COLOR", async () => {
    expect(await colours({ NO_COLOR: undefined, FORCE_COLOR: "1" }, "--no-color")).toBe(false);
  });
});

describe("the other global flags", () => {
  test("-C works as if started there, each relative to the one before", async () => {
    const home = makeHome();
    const repository = makeRepository(home, "code/api");
    const { status, stdout } = await syncHooks(home, ["-C", "code", "-C", "api", "add"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `added  api  ${repository}\n` });
  });

  test("--quiet prints nothing but errors", async () => {
    const home = makeHome();
    const repository = makeRepository(home);
    const { status, stdout, stderr } = await syncHooks(home, [
      "--quiet",
      "add",
      repository,
      "gone",
    ]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^error: .*gone does not exist/);
  });

  test("--config reads another file, also relative to -C", async () => {
    const home = makeHome();
    writeFile(home.path, "elsewhere/mine.yaml", "interval_minutes: 7\n");
    const args = ["-C", "elsewhere", "--config", "mine.yaml", "config", "--json"];
    const { stdout } = await syncHooks(home, args);
    expect(onlyDocument(stdout)).toMatchObject({ config: { interval_minutes: 7 } });
  });

  test("a secret in the hub's URL is never shown", async () => {
    const home = makeHome();
    userConfig(home, "hub: postgres://me:hunter2@db.example/hub?password=hunter2\n");
    for (const args of [["config"], ["config", "--json"], ["config", "validate"]]) {
      const { stdout, stderr } = await syncHooks(home, args);
      expect(stdout + stderr).not.toContain("hunter2");
    }
  });

  test("a reader that goes away is no error", () => {
    const home = makeHome();
    const pipeline = `"${process.execPath}" "${cliFile}" config schema | head -c 1; echo " \${PIPESTATUS[0]}"`;
    const env = { ...home.env };
    expect(execFileSync("bash", ["-c", pipeline], { env, encoding: "utf8" })).toBe("{ 0\n");
  });

  test("JavaScript that lies where other tools look for configuration is not run", async () => {
    const home = makeHome();
    const repository = makeRepository(home);
    const ran = join(home.path, "ran");
    for (const name of [".config/config.js", ".config/config.cjs", ".sync-hooksrc.js"])
      writeFile(repository, name, `require("fs").writeFileSync(${JSON.stringify(ran)}, "")`);
    const { status } = await syncHooks(home, ["config"], { cwd: repository });
    expect(status).toBe(0);
    expect(existsSync(ran)).toBe(false);
  });
});

describe("a signal", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends a command that runs on with status %d", async (signal, status) => {
    const home = makeHome();
    await syncHooks(home, ["add", makeRepository(home)]);
    const child = spawn(process.execPath, [cliFile, "log", "--follow"], {
      env: home.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise((settle) => child.on("close", settle));
    writeFile(
      home.path,
      `.local/state/sync-hooks/log/${today()}.log`,
      "[10:00:00] [INFO] [work] hello\n",
    );
    await new Promise((settle) => child.stdout.once("data", settle));
    child.kill(signal);
    expect(await ended).toBe(status);
  });
});

/** The local calendar day in the homes' time zone, by which log files are named. */
const today = () => new Date().toISOString().slice(0, 10);
