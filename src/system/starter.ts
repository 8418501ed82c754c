import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { findInstallation } from "./installation.ts";
import { run, type Run, type RunOptions, type RunResult } from "./run.ts";
import { environmentChanges, type StarterReply, type StarterRequest } from "./starter-protocol.ts";

/** Starts commands from a small process of its own. */
export type Starter = { run: Run; close: () => void };

type Job = {
  request: StarterRequest;
  options: RunOptions;
  resolve: (result: RunResult | Promise<RunResult>) => void;
  reject: (error: Error) => void;
};

/**
 * Opens a process that does nothing but start commands. Starting one copies the page tables of whoever starts
 * it and waits until it runs: 1 ms in a small process, 4 ms and more in one as large as a sweep, which meanwhile
 * stands still. `run` keeps its promises; a command that takes input or whose process id is wanted, and all of
 * them once the starter has died, are started here. What is asked for while it starts up waits for that.
 */
export function openStarter(base: NodeJS.ProcessEnv): Starter {
  const child = fork(join(findInstallation().dist, "system/starter-process.js"), {
    env: base,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    execArgv: ["--max-semi-space-size=1"],
  });
  const jobs = new Map<number, Job>();
  let nextId = 0;
  child.on("message", (reply: StarterReply) => settle(jobs, reply));
  const takeBack = () => {
    for (const { request, options, resolve } of jobs.values())
      resolve(run(request.command, request.args, options));
    jobs.clear();
  };
  child.on("error", takeBack);
  child.on("exit", takeBack);
  return {
    run(command, args, options) {
      if (!child.connected || options.onStart || options.input !== undefined)
        return run(command, args, options);
      nextId += 1;
      const { cwd, timeoutMs, encoding = "utf8" } = options;
      const request = {
        id: nextId,
        command,
        args,
        cwd,
        env: environmentChanges(base, options.env),
        timeoutMs: Number.isFinite(timeoutMs) ? timeoutMs : null,
        encoding,
      };
      return new Promise((resolve, reject) => {
        jobs.set(request.id, { request, options, resolve, reject });
        send(child, request, takeBack);
      });
    },
    close() {
      if (child.connected) child.disconnect();
    },
  };
}

function send(child: ChildProcess, request: StarterRequest, takeBack: () => void): void {
  child.send(request, (error) => {
    if (error) takeBack();
  });
}

function settle(jobs: Map<number, Job>, reply: StarterReply): void {
  const job = jobs.get(reply.id);
  jobs.delete(reply.id);
  if ("result" in reply) job?.resolve(reply.result);
  else job?.reject(Object.assign(new Error(reply.message), { code: reply.code }));
}
