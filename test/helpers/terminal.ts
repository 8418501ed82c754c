import { spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import { cliFile } from "./cli.ts";
import type { Home } from "./home.ts";
import { requires } from "./requirements.ts";
import { until } from "./until.ts";

/** True where this machine cannot make a terminal for a test; says so. */
export const lacksTerminal = (): boolean => requires("script", "bsdutils");

/**
 * Runs the built command line on a real terminal of 100 columns, made by script(1), and types the given keys as
 * their questions appear; gives all that was written there.
 */
export async function onTerminal(
  home: Home,
  words: string,
  answers: readonly [question: string, keys: string][] = [],
): Promise<{ status: number | null; shown: string }> {
  // script(1) makes a terminal of no size when it has none itself.
  const command = `stty cols 100 rows 40; '${process.execPath}' '${cliFile}' ${words}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: home.path,
    env: { ...home.env, TERM: "xterm", SHELL: "/bin/sh" },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let shown = "";
  child.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString("utf8")));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  for (const [question, keys] of answers) {
    await until(`${words} asks: ${question}`, () => shown.includes(question));
    child.stdin.write(keys);
  }
  const status = await ended;
  return { status, shown };
}
