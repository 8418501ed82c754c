import { spawn } from "node:child_process";

/**
 * Starts a program in a session of its own, away from every descriptor, which outlives whoever started it.
 * Resolves with its process id once it runs.
 */
export async function spawnDetached(
  command: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<number> {
  const options = { cwd, env, detached: true, stdio: "ignore", windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    child.once("error", reject);
    child.once("spawn", () => {
      child.unref();
      resolve(child.pid ?? 0);
    });
  });
}
