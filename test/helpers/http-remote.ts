import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Home } from "./home.ts";
import type { RemoteServer } from "./remotes.ts";
import { git } from "./repository.ts";

/** Whom the server lets in. */
export const httpUser = "ann";
export const httpPassword = "open-sesame";
const program = fileURLToPath(new URL("http-remote-server.ts", import.meta.url));

/**
 * Serves the home's bare repositories over smart HTTP on loopback, with authentication, from a process of its
 * own (a test that waits for git cannot serve it). The home's git config answers for the user.
 */
export async function startHttpRemote(home: Home): Promise<RemoteServer> {
  const server = fork(program, [home.path], { env: home.env, execArgv: ["--import", "tsx"] });
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  onTestFinished(stop);
  const [port] = (await once(server, "message")) as [number];
  server.send(`${httpUser}:${httpPassword}`);
  const helper = `!f() { echo username=${httpUser}; echo password=${httpPassword}; }; f`;
  git(home, home.path, "config", "--global", "credential.helper", helper);
  return {
    url: (path) => `http://127.0.0.1:${port}${path.slice(home.path.length)}`,
    refuseCredentials: () => void server.send("nobody:at-all"),
    stop,
  };
}
