import { spawn, type ChildProcess } from "node:child_process";
import { onTestFinished } from "vitest";
import { cliFile } from "./cli.ts";
import type { Home } from "./home.ts";
import { until } from "./until.ts";

export type Served = { url: string; port: number; child: ChildProcess; said: () => string };

/** `hub serve --json` as a user starts it, until the test ends. */
export async function serveByCommand(home: Home, ...args: string[]): Promise<Served> {
  const command = [cliFile, "--json", "hub", "serve", "--port", "0", ...args];
  const child = spawn(process.execPath, command, {
    cwd: home.path,
    env: home.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGTERM"));
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  await until("the server tells its address", () => said.includes("\n"));
  const { url, port } = JSON.parse(said) as { url: string; port: number };
  return { url, port, child, said: () => said };
}
