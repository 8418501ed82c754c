import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { makeHome, writeFile } from "../../helpers/home.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** For each room: imports that the table in ARCHITECTURE.md allows, and imports that it forbids. */
const rooms: Readonly<Record<string, { allowed: string[]; forbidden: string[] }>> = {
  core: {
    allowed: ["./errors.ts"],
    forbidden: ["node:fs", "yaml", "../system/run.ts", "../git/state.ts", "../actions/add.ts"],
  },
  markdown: {
    allowed: ["../core/errors.ts", "yaml"],
    forbidden: ["node:fs", "../system/run.ts", "../ledger/open.ts", "../hub/open.ts"],
  },
  system: {
    allowed: ["../core/errors.ts", "node:fs"],
    forbidden: ["../config/load.ts", "../git/state.ts", "../ledger/open.ts", "../actions/add.ts"],
  },
  config: {
    allowed: ["../core/errors.ts", "yaml", "zod"],
    forbidden: ["../system/files.ts", "../ledger/open.ts", "../actions/add.ts", "../cli/parse.ts"],
  },
  git: {
    allowed: ["../core/errors.ts", "../system/run.ts", "../config/schema.ts"],
    forbidden: ["../config/load.ts", "../ledger/open.ts", "../hub/open.ts", "../actions/add.ts"],
  },
  forge: {
    allowed: ["../core/errors.ts", "../system/files.ts", "zod"],
    forbidden: ["../markdown/read.ts", "../hub/open.ts", "../board/link.ts", "../actions/add.ts"],
  },
  board: {
    allowed: ["../core/errors.ts", "../system/files.ts", "zod"],
    forbidden: ["../markdown/read.ts", "../hub/open.ts", "../git/inspect.ts", "../actions/add.ts"],
  },
  schedule: {
    allowed: ["../core/errors.ts", "../system/run.ts"],
    forbidden: ["../git/state.ts", "../ledger/open.ts", "../actions/add.ts", "../cli/parse.ts"],
  },
  ledger: {
    allowed: ["../core/errors.ts", "libsql"],
    forbidden: ["../system/files.ts", "../hub/open.ts", "../git/state.ts", "../actions/add.ts"],
  },
  hub: {
    allowed: ["../core/errors.ts", "kysely"],
    forbidden: ["../system/files.ts", "../ledger/open.ts", "../git/state.ts", "../actions/add.ts"],
  },
  actions: {
    allowed: ["../core/errors.ts", "../git/inspect.ts", "../hub/open.ts", "../ledger/open.ts"],
    forbidden: ["../cli/parse.ts", "../server/routes.ts", "../mcp/tools.ts", "../main.ts"],
  },
  mcp: {
    allowed: ["../core/errors.ts", "../actions/add.ts", "zod"],
    forbidden: ["../hub/open.ts", "../ledger/open.ts", "../cli/parse.ts", "../server/app.ts"],
  },
  cli: {
    allowed: ["../core/errors.ts", "../actions/add.ts", "../config/schema.ts"],
    forbidden: ["../ledger/open.ts", "../hub/open.ts", "../git/inspect.ts", "../system/run.ts"],
  },
  server: {
    allowed: ["../core/errors.ts", "../actions/add.ts", "../config/schema.ts", "hono"],
    forbidden: ["../ledger/open.ts", "../hub/open.ts", "../git/inspect.ts", "../cli/parse.ts"],
  },
};

const sourceFiles = () =>
  execFileSync("git", ["ls-files", "src"], { cwd: root, encoding: "utf8" }).trim().split("\n");

function lintedMessages(folder: string): { filename: string; code: string }[] {
  const oxlint = join(root, "node_modules", ".bin", "oxlint");
  const { stdout } = spawnSync(oxlint, ["--format=json", "src"], { cwd: folder, encoding: "utf8" });
  return (JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] }).diagnostics;
}

describe("the import rules bite", () => {
  test.each(Object.entries(rooms))("in src/%s", (room, { allowed, forbidden }) => {
    const { path } = makeHome();
    cpSync(join(root, ".oxlintrc.json"), join(path, ".oxlintrc.json"));
    symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
    const line = (from: string) => `import { thing } from "${from}";\nexport const used = thing;\n`;
    for (const [index, from] of allowed.entries())
      writeFile(path, `src/${room}/allowed-${index}.ts`, line(from));
    for (const [index, from] of forbidden.entries())
      writeFile(path, `src/${room}/forbidden-${index}.ts`, line(from));
    const refused = lintedMessages(path)
      .filter(({ code }) => code.includes("no-restricted-imports"))
      .map(({ filename }) => filename.split("/").at(-1))
      .sort();
    expect(refused).toEqual(forbidden.map((_, index) => `forbidden-${index}.ts`));
  });

  test("a lazy import keeps to the same rules, though the linter looks at the others only", () => {
    const { path } = makeHome();
    cpSync(join(root, ".oxlintrc.json"), join(path, ".oxlintrc.json"));
    symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
    for (const name of sourceFiles()) {
      const text = readFileSync(join(root, name), "utf8");
      const lazy = [...text.matchAll(/import\("([^"]+)"\)/g)].map(([, from]) => from);
      const lines = lazy.map((from, index) => `import { x as x${index} } from "${from}";`);
      writeFile(path, name, lines.join("\n"));
    }
    const refused = lintedMessages(path).filter(({ code }) => code.includes("no-restricted"));
    expect(refused).toEqual([]);
  });

  test("every room of src has its rule", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(Object.keys(rooms)).toEqual(expect.arrayContaining(folders));
  });

  test("process.exit stands in src/main.ts alone", () => {
    const found = execFileSync(
      "git",
      ["grep", "-l", "process\\.exit(", "--", "src", "bin", "hooks"],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    expect(found.trim().split("\n")).toEqual(["src/main.ts"]);
  });

  test("circles are refused", () => {
    const { path } = makeHome();
    cpSync(join(root, ".oxlintrc.json"), join(path, ".oxlintrc.json"));
    symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
    writeFile(
      path,
      "src/core/one.ts",
      'import { two } from "./two.ts";\nexport const one = () => two;\n',
    );
    writeFile(
      path,
      "src/core/two.ts",
      'import { one } from "./one.ts";\nexport const two = () => one;\n',
    );
    expect(lintedMessages(path).some(({ code }) => code.includes("no-cycle"))).toBe(true);
  });
});
