import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../../src/config/load.ts";
import type { SyncError } from "../../../src/core/errors.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";

/** A folder with the user's config and a checkout's own files in it. */
function places(files: { user?: string; repository?: Record<string, string> }) {
  const { path } = makeHome();
  const configFile = join(path, "config.yaml");
  const checkoutPath = join(path, "checkout");
  if (files.user !== undefined) writeFile(path, "config.yaml", files.user);
  writeFile(checkoutPath, "README.md", "");
  for (const [name, text] of Object.entries(files.repository ?? {}))
    writeFile(checkoutPath, name, text);
  return { configFile, configFileMust: "be-readable-if-present", checkoutPath } as const;
}

function complaint(files: Parameters<typeof places>[0]): { message: string; hint: string | null } {
  const where = places(files);
  try {
    readConfig(where);
  } catch (error) {
    const { code, message, hint } = error as SyncError;
    expect(code).toBe("config");
    const folder = join(where.checkoutPath, "..");
    return { message: message.replaceAll(`${folder}/`, ""), hint };
  }
  throw new Error("the config was accepted");
}

describe("where the config comes from", () => {
  test("without any file every key has its default", () => {
    const { config, files } = readConfig(places({}));
    expect(config).toMatchObject({ pull: "rebase", interval_minutes: 15, steps: [] });
    expect(files).toEqual([]);
  });

  test.each([
    [".sync-hooksrc", "pull: off\n"],
    [".sync-hooksrc", '{"pull":"off"}'],
    [".sync-hooksrc.json", '{\n\t"pull": "off"\n}\n'],
    [".sync-hooksrc.yaml", "pull: off\n"],
    [".sync-hooksrc.yml", "pull: off\n"],
    ["package.json", '{\n\t"name": "x",\n\t"sync-hooks": { "pull": "off" }\n}\n'],
  ])("a repository's %s is laid over the user's config", (name, text) => {
    const where = places({ user: "interval_minutes: 5\n", repository: { [name]: text } });
    const { config, files } = readConfig(where);
    expect(config).toMatchObject({ pull: "off", interval_minutes: 5 });
    expect(files).toEqual([where.configFile, join(where.checkoutPath, name)]);
  });

  test("package.json#sync-hooks wins over .sync-hooksrc, and a package.json without it is passed over", () => {
    const rc = { ".sync-hooksrc": "pull: off\n" };
    const both = { ...rc, "package.json": '{"sync-hooks":{"pull":"ff-only"}}' };
    expect(readConfig(places({ repository: both })).config.pull).toBe("ff-only");
    const silent = { ...rc, "package.json": '{"name":"x"}' };
    expect(readConfig(places({ repository: silent })).config.pull).toBe("off");
  });

  test("a package.json that is broken and says nothing to sync-hooks is passed over", () => {
    const repository = { "package.json": "<<<<<<< HEAD\n{\n", ".sync-hooksrc": "pull: off\n" };
    expect(readConfig(places({ repository })).config.pull).toBe("off");
  });

  test.each(["", "# nothing yet\n", "\n\n"])("an empty file (%j) says nothing", (text) => {
    const where = places({ user: text, repository: { ".sync-hooksrc.yaml": text } });
    expect(readConfig(where).config.pull).toBe("rebase");
  });

  test("$schema, which editors read, is no key of the config", () => {
    const repository = { ".sync-hooksrc.json": '{"$schema":"x.json","pull":"off"}' };
    expect(readConfig(places({ repository })).config.pull).toBe("off");
  });

  test("a relative sqlite path is read from the config file's folder", () => {
    const where = places({ user: "hub: sqlite:team/hub.db\n" });
    const folder = join(where.configFile, "..");
    expect(readConfig(where).config.hub).toBe(`sqlite:${folder}/team/hub.db`);
  });

  test("--config must name a file that exists", () => {
    const where = { ...places({}), configFileMust: "exist" } as const;
    expect(() => readConfig(where)).toThrow(`there is no config file ${where.configFile}`);
  });
});

describe("what a repository may not do", () => {
  test("its steps are reported and are no part of the config", () => {
    const repository = { ".sync-hooksrc": "steps: [{ name: theirs, run: echo hello }]\n" };
    const { config, untrustedSteps } = readConfig(places({ repository }));
    expect(config.steps).toEqual([]);
    expect(untrustedSteps).toMatchObject([{ name: "theirs", run: "echo hello" }]);
  });

  test.each([
    ["hub: sqlite:/tmp/theirs.db\n", "hub"],
    ["push:\n  rewritten: lease\n", "push.rewritten"],
    ["push:\n  set_upstream: true\n", "push.set_upstream"],
    ["host_aliases:\n  work: evil.example\n", "host_aliases"],
    ["network:\n  timeout: 1s\n", "network"],
    ["hooks:\n  via: config\n", "hooks"],
    ["forges: [{ kind: gitea, url: https://evil.example }]\n", "forges"],
    ["board:\n  server: https://evil.example\n", "board.server"],
  ])("%j is refused", (text, key) => {
    const { message, hint } = complaint({ repository: { ".sync-hooksrc": text } });
    expect(message).toContain(`${key} may stand in the user's own config only`);
    expect(hint).toContain(`move ${key} to your config.yaml`);
  });

  test.each(["../other/**/*.md", "/etc/**", "a/../../b.md", "C:\\x"])(
    "task files outside the checkout (%s) are refused",
    (pattern) => {
      const text = `tasks:\n  files: [${JSON.stringify(pattern)}]\n`;
      const { message } = complaint({ repository: { ".sync-hooksrc": text } });
      expect(message).toMatch(/:2: tasks\.files\[0\] expected a pattern below the checkout/);
    },
  );

  test("no JavaScript is loaded: not by name, not by $import, not as cosmiconfig's meta config", async () => {
    const mark = (name: string) => `require("fs").writeFileSync(${JSON.stringify(name)}, "")`;
    const where = places({ repository: {} });
    const ran = join(where.checkoutPath, "ran");
    for (const name of [
      ".sync-hooksrc.js",
      ".sync-hooksrc.cjs",
      ".sync-hooksrc.ts",
      "sync-hooks.config.js",
      "sync-hooks.config.cjs",
      ".config/config.js",
      ".config/config.cjs",
      "evil.js",
    ])
      writeFile(where.checkoutPath, name, mark(ran));
    const before = process.cwd();
    process.chdir(where.checkoutPath);
    try {
      expect(readConfig(where).files).toEqual([]);
      writeFile(where.checkoutPath, ".sync-hooksrc", "$import: ./evil.js\n");
      expect(() => readConfig(where)).toThrow("$import is not a known key");
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.chdir(before);
    }
    expect(existsSync(ran)).toBe(false);
  });
});

describe("a config that does not fit names file, line, key, what was expected and the nearest valid key", () => {
  type Case = {
    name: string;
    user?: string;
    repository?: Record<string, string>;
    message: string;
    hint?: string;
  };
  const cases: Case[] = [
    {
      name: "unknown key",
      user: "pull: off\ninterval_minuts: 5\n",
      message: "config.yaml:2: interval_minuts is not a known key",
      hint: "did you mean interval_minutes?",
    },
    {
      name: "unknown key inside a map",
      user: "push:\n  enabled: true\n  brances: [main]\n",
      message: "config.yaml:3: push.brances is not a known key",
      hint: "did you mean push.branches?",
    },
    {
      name: "unknown key that resembles none",
      user: "network:\n  zzzzzzzzz: 1\n",
      message: "config.yaml:2: network.zzzzzzzzz is not a known key",
      hint: "the keys here are: retries, timeout",
    },
    {
      name: "wrong type",
      user: "push:\n  enabled: maybe\n",
      message: "config.yaml:2: push.enabled expected true or false",
    },
    {
      name: "list item of the wrong type",
      user: "push:\n  branches:\n    - main\n    - 5\n",
      message: "config.yaml:4: push.branches[1] expected a text",
    },
    {
      name: "a text where a list is expected",
      user: "push:\n  branches: main\n",
      message: "config.yaml:2: push.branches expected a list",
    },
    {
      name: "word outside the choice",
      user: "pull: merge\n",
      message: "config.yaml:1: pull expected one of rebase, ff-only, off",
    },
    {
      name: "too small",
      user: "interval_minutes: 0\n",
      message: "config.yaml:1: interval_minutes expected 1 or more",
    },
    {
      name: "too big",
      user: "interval_minutes: 1441\n",
      message: "config.yaml:1: interval_minutes expected 1440 or less",
    },
    {
      name: "not whole",
      user: "interval_minutes: 1.5\n",
      message: "config.yaml:1: interval_minutes expected a whole number",
    },
    {
      name: "no duration",
      user: "network:\n  timeout: soon\n",
      message: "config.yaml:2: network.timeout expected a duration such as 30s, 15m or 2h",
    },
    {
      name: "a duration of the wrong type",
      user: "network:\n  timeout: [1]\n",
      message: "config.yaml:2: network.timeout expected a duration such as 30s, 15m or 2h",
    },
    {
      name: "a duration beyond what a timer holds",
      user: "network:\n  timeout: 30d\n",
      message: "config.yaml:2: network.timeout expected a duration of at most 24d",
    },
    {
      name: "missing key",
      user: "steps:\n  - name: build\n",
      message: "config.yaml:2: steps[0].run expected a text",
    },
    {
      name: "empty text",
      user: 'steps:\n  - name: build\n    run: ""\n',
      message: "config.yaml:3: steps[0].run expected a text that is not empty",
    },
    {
      name: "a list for a file",
      user: "- push\n",
      message: "config.yaml:1: expected keys and values",
    },
    {
      name: "duplicate key",
      user: "pull: off\npull: rebase\n",
      message: "config.yaml:2: Map keys must be unique",
    },
    {
      name: "two documents",
      user: "pull: off\n---\npull: rebase\n",
      message: "config.yaml:2: expected one document, and here a second begins",
    },
    {
      name: "conflict markers",
      user: "pull: off\n<<<<<<< HEAD\n",
      message: "config.yaml:2: conflict markers",
    },
    {
      name: "repository's key",
      repository: { ".sync-hooksrc.yaml": "\n\npul: off\n" },
      message: "checkout/.sync-hooksrc.yaml:3: pul is not a known key",
      hint: "did you mean pull?",
    },
    {
      name: "key in package.json",
      repository: {
        "package.json":
          '{\n  "name": "x",\n  "sync-hooks": {\n    "push": { "enabld": true }\n  }\n}\n',
      },
      message: "checkout/package.json:4: push.enabld is not a known key",
      hint: "did you mean push.enabled?",
    },
  ];
  test.each(cases)("$name", ({ user, repository, message, hint }) => {
    const said = complaint({
      ...(user !== undefined && { user }),
      ...(repository !== undefined && { repository }),
    });
    expect(said.message).toBe(message);
    if (hint !== undefined) expect(said.hint).toBe(hint);
  });

  test("every problem is told at once", () => {
    const { message } = complaint({ user: "pull: x\ninterval_minutes: 0\n" });
    expect(message.split("\n")).toHaveLength(2);
  });

  test("a hub that is no database URL is refused without telling the value", () => {
    const { message } = complaint({ user: "hub: mysql://user:hunter2@host/db\n" });
    expect(message).toBe(
      "config.yaml:1: hub expected sqlite:PATH or postgres://USER@HOST/DATABASE",
    );
  });

  test("a syntax error does not repeat the line, which may hold a secret", () => {
    const { message } = complaint({ user: 'hub: "postgres://user:hunter2@host\n' });
    expect(message).not.toContain("hunter2");
  });
});
