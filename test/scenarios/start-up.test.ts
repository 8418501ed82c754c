import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { makeRequest } from "../../src/git/request-file.ts";
import { transientFiles } from "../../src/git/transient-files.ts";
import { cliFile, syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { requiresPostgres, sharedPostgres } from "../helpers/postgres.ts";
import { makeRemote, makeRepository } from "../helpers/repository.ts";
import { workplan } from "../helpers/tasks.ts";

/** The text of the built file and of all that it imports before its own first line runs. */
function loadedAtStart(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return "";
  seen.add(file);
  const text = readFileSync(file, "utf8");
  // At the start of a line: what is loaded later stands inside of a function.
  const imports = [...text.matchAll(/^(?:const \w+ = )?require\("(\.[^"]+)"\)/gm)].map(
    ([, from = ""]) => from,
  );
  return text + imports.map((from) => loadedAtStart(join(dirname(file), from), seen)).join("");
}

/** A word of each library that only some commands need; all of them stand in the built files. */
const libraryWords = [
  "ZodType",
  "CommanderError",
  "TaskConfigurationError",
  "parseDocument",
  "KyselyPlugin",
];

/** A word of the driver that speaks to PostgreSQL. */
const postgresWord = "SCRAM-SHA-256";

/** Node's fetch, which costs 50 ms of processor time to load. */
const fetchOfNode = "NativeModule internal/deps/undici/undici";

test("what every command line loads before it is read is small and holds no library", () => {
  const loaded = loadedAtStart(cliFile);
  expect(loaded).toContain("parseCommandLine");
  expect(loaded.length).toBeLessThan(20_000);
  for (const word of [...libraryWords, "databaseOpen"]) expect(loaded).not.toContain(word);
});

test("what most commands share is one file, and holds no library that only some of them need", () => {
  const chunks = join(dirname(cliFile), "../chunks");
  const [shared = "", ...others] = readdirSync(chunks).filter((name) =>
    name.startsWith("program-"),
  );
  expect(others).toEqual([]);
  const loaded = loadedAtStart(join(chunks, shared));
  expect(loaded).toContain("databaseOpen");
  for (const word of libraryWords) expect(loaded).not.toContain(word);
});

test("no file that a hook could load holds the server", () => {
  const folder = join(dirname(cliFile), "..", "hooks");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((name) => name.endsWith(".js"))
    .map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
  expect(texts.length).toBeGreaterThan(3);
  const holding = texts.filter(([, text]) => /content-security-policy|OpenAPIHono/.test(text));
  expect(holding.map(([name]) => name)).toEqual([]);
});

describe("the hook's own process", () => {
  const postgres = sharedPostgres();

  /** What node has loaded in one run of post-commit: the texts of the project's files, and node's own modules. */
  async function loadedByHook(hub: string): Promise<{ own: string; builtin: string[] }> {
    const home = makeHome();
    writeFile(home.path, ".config/sync-hooks/config.yaml", hub === "" ? "" : `hub: ${hub}\n`);
    const work = makeRepository(home, "work", makeRemote(home));
    writeFile(work, "workplans/plan.md", workplan({ T1: "todo" }));
    expect(await syncHooks(home, ["add", work])).toMatchObject({ status: 0 });
    makeRequest(transientFiles(join(work, ".git")), { trigger: "commit", gitPid: null });
    const counted = join(home.path, "loaded");
    const entry = join(dirname(cliFile), "../hooks/post-commit.js");
    const list = join(home.path, "builtin.json");
    writeFile(
      home.path,
      "list.cjs",
      `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.moduleLoadList)));`,
    );
    const args = ["--require", join(home.path, "list.cjs"), entry, join(work, ".git"), ""];
    const child = spawn(process.execPath, args, {
      env: { ...home.env, NODE_V8_COVERAGE: counted },
      stdio: ["ignore", "inherit", "inherit"],
    });
    await once(child, "close");
    const hooks = join(dirname(cliFile), "../hooks/");
    const files = readdirSync(counted).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(counted, name), "utf8")) as {
        result: { url: string }[];
      };
      return result.flatMap(({ url }) => (url.startsWith("file:") ? [fileURLToPath(url)] : []));
    });
    const own = [...new Set(files)].filter((file) => file.startsWith(hooks));
    return {
      own: own.map((file) => readFileSync(file, "utf8")).join("\n"),
      builtin: JSON.parse(readFileSync(list, "utf8")) as string[],
    };
  }

  test("loads neither server, nor MCP, nor PostgreSQL's driver where the hub is a file", async () => {
    const { own: loaded, builtin } = await loadedByHook("");
    // It has come as far as to merge tasks.
    expect(loaded).toContain("KyselyPlugin");
    for (const word of ["OpenAPIHono", "serveStdio", postgresWord])
      expect(loaded).not.toContain(word);
    expect(builtin).toContain("NativeModule fs");
    expect(builtin).not.toContain(fetchOfNode);
  });

  test.skipIf(requiresPostgres())(
    "loads PostgreSQL's driver where the hub is there, and still no server",
    async () => {
      const { own, builtin } = await loadedByHook(await (await postgres()).createDatabase());
      expect(own).toContain(postgresWord);
      for (const word of ["OpenAPIHono", "serveStdio"]) expect(own).not.toContain(word);
      expect(builtin).not.toContain(fetchOfNode);
    },
  );

  test("begins with one file that stays small and holds no library", () => {
    const loaded = loadedAtStart(join(dirname(cliFile), "../hooks/post-commit.js"));
    expect(loaded.length).toBeLessThan(125_000);
    for (const word of [...libraryWords, postgresWord]) expect(loaded).not.toContain(word);
  });
});
