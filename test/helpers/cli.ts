import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Home } from "./home.ts";

export const cliFile = fileURLToPath(new URL("../../dist/bin/sync-hooks.js", import.meta.url));

export type CliResult = { status: number | null; stdout: string; stderr: string };

/** Runs the built command line as a user of this home would, without a terminal. */
export function syncHooks(
  home: Home,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliFile, ...args], {
      cwd: options.cwd ?? home.path,
      env: { ...home.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(options.input ?? "");
  });
}
