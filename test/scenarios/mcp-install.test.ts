import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cliFile, syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { makeRepository } from "../helpers/repository.ts";

type Servers = Record<string, { command: string; args: string[]; env: Record<string, string> }>;

test("without a client it prints the JSON that every client takes, and that starts the server", async () => {
  const home = makeHome();
  const { stdout } = await syncHooks(home, ["mcp", "install"]);
  const { mcpServers } = JSON.parse(stdout) as { mcpServers: Servers };
  const entry = mcpServers["sync-hooks"];
  expect(entry).toMatchObject({ command: process.execPath, args: [cliFile, "mcp"] });
  expect(entry?.env["XDG_DATA_HOME"]).toBe(home.env["XDG_DATA_HOME"]);
  // As a desktop program would start it: with nothing of the shell's environment.
  const hello = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "t", version: "1" },
    },
  };
  const script = `(echo '${JSON.stringify(hello)}'; sleep 2) | "$@"`;
  const answer = execFileSync(
    "sh",
    ["-c", script, "sh", entry?.command ?? "", ...(entry?.args ?? [])],
    {
      env: { HOME: home.path, ...entry?.env },
      encoding: "utf8",
    },
  );
  expect(JSON.parse(answer)).toMatchObject({
    id: 1,
    result: { serverInfo: { name: "sync-hooks" } },
  });
});

test.each([
  { args: ["claude-code"], file: ".claude.json", key: "mcpServers" },
  { args: ["claude-code", "--project"], file: "work/.mcp.json", key: "mcpServers" },
  {
    args: ["claude-desktop"],
    file: ".config/Claude/claude_desktop_config.json",
    key: "mcpServers",
  },
  { args: ["cursor"], file: ".cursor/mcp.json", key: "mcpServers" },
  { args: ["cursor", "--project"], file: "work/.cursor/mcp.json", key: "mcpServers" },
  { args: ["vscode"], file: ".config/Code/User/mcp.json", key: "servers" },
  { args: ["vscode", "--project"], file: "work/.vscode/mcp.json", key: "servers" },
])("$args writes $file once, and keeps it to its owner", async ({ args, file, key }) => {
  const home = makeHome();
  const cwd = makeRepository(home, "work");
  const install = () => syncHooks(home, ["mcp", "install", ...args], { cwd });
  expect((await install()).stdout).toContain("created");
  const path = join(home.path, file);
  const written = readFileSync(path, "utf8");
  expect(JSON.parse(written)).toMatchObject({
    [key]: { "sync-hooks": { args: [cliFile, "mcp"] } },
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await install()).stdout).toContain("unchanged");
  expect(readFileSync(path, "utf8")).toBe(written);
});

test("--dry-run shows the diff and writes nothing; a link stays a link; rights stay", async () => {
  const home = makeHome();
  const kept = writeFile(home.path, "dotfiles/mcp.json", '{\n  // mine\n  "a": 1\n}\n', 0o640);
  writeFile(home.path, ".cursor/other", "");
  symlinkSync(kept, join(home.path, ".cursor/mcp.json"));
  const plan = await syncHooks(home, ["mcp", "install", "cursor", "--dry-run"]);
  expect(plan.stdout).toMatch(/^\+.*"sync-hooks": \{$/m);
  expect(readFileSync(kept, "utf8")).toBe('{\n  // mine\n  "a": 1\n}\n');
  await syncHooks(home, ["mcp", "install", "cursor"]);
  expect(readFileSync(kept, "utf8")).toMatch(/"sync-hooks"[^]*\n {2}\/\/ mine\n {2}"a": 1\n/);
  expect(lstatSync(join(home.path, ".cursor/mcp.json")).isSymbolicLink()).toBe(true);
  expect(statSync(kept).mode & 0o777).toBe(0o640);
});

test.each([
  { args: ["claudecode"], status: 64, words: "did you mean claude-code?" },
  {
    args: ["claude-desktop", "--project"],
    status: 64,
    words: "one configuration for all projects",
  },
])("$args is a usage error with its mend", async ({ args, status, words }) => {
  const result = await syncHooks(makeHome(), ["mcp", "install", ...args]);
  expect(result).toMatchObject({ status, stderr: expect.stringContaining(words) });
});

test("a file that cannot be edited safely is left as it is, exit 78", async () => {
  const home = makeHome();
  const file = writeFile(home.path, ".cursor/mcp.json", '{ "mcpServers": {');
  const result = await syncHooks(home, ["mcp", "install", "cursor"]);
  expect(result).toMatchObject({ status: 78, stderr: expect.stringContaining(`${file}:1: `) });
  expect(readFileSync(file, "utf8")).toBe('{ "mcpServers": {');
  expect(existsSync(`${file}.tmp`)).toBe(false);
});
