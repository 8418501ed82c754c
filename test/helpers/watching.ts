import Database from "libsql";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { cliFile, syncHooks } from "./cli.ts";
import { makeHome, type Home } from "./home.ts";
import { commitFile, makeRemote, makeRepository } from "./repository.ts";
import { until } from "./until.ts";

export type Watcher = {
  child: ChildProcess;
  output: () => string;
  stop: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** A watcher that works, started as a user starts it; killed by id where the test leaves it running. `under`: the program that starts it, with its arguments. */
export async function startWatcher(
  home: Home,
  args: readonly string[] = ["--interval", "1s", "--debounce", "100ms"],
  under: readonly string[] = [],
): Promise<Watcher> {
  const [program = "", ...words] = [...under, process.execPath, cliFile, "watch", ...args];
  const child = spawn(program, words, {
    cwd: home.path,
    env: home.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  onTestFinished(() => void child.kill("SIGKILL"));
  await until(
    "the watcher works",
    () => output.includes("Watching") || child.exitCode !== null,
    60_000,
  );
  const stop = async (signal: NodeJS.Signals) => {
    const ended = once(child, "exit");
    child.kill(signal);
    const [status] = (await ended) as [number | null];
    return status;
  };
  return { child, output: () => output, stop };
}

export const plan = (status: string) => `---
id: WP-1
title: Login
---

# Form

\`\`\`task
id: T1
status: ${status}
\`\`\`
`;

/** A registered checkout without hooks, with a workplan that the hub knows. */
export async function makeWatchedWorld() {
  const home = makeHome();
  const remote = makeRemote(home);
  const work = makeRepository(home, "work", remote);
  commitFile(home, work, "workplans/login.md", plan("todo"));
  await syncHooks(home, ["add", work]);
  await syncHooks(home, ["sync", work]);
  const hubFile = join(home.path, ".local/share/sync-hooks/hub.db");
  const hub = new Database(hubFile, { timeout: 10_000 });
  onTestFinished(() => void hub.close());
  const status = () =>
    (
      hub.prepare("SELECT status FROM tasks WHERE key = 'T1'").all()[0] as
        | { status: string }
        | undefined
    )?.status;
  return { home, remote, work, hub, status };
}
