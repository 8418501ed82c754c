import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { freePort } from "./free-port.ts";
import { writeFile, type Home } from "./home.ts";
import type { RemoteServer } from "./remotes.ts";
import { until } from "./until.ts";

/** Serves the home's repositories over ssh: Debian's sshd on loopback with keys and a configuration of its own. */
export async function startSshRemote(home: Home): Promise<RemoteServer> {
  const folder = join(home.path, "ssh");
  mkdirSync(folder, { mode: 0o700 });
  for (const key of ["host_key", "user_key"]) makeKey(join(folder, key));
  const port = await freePort();
  execFileSync("cp", [join(folder, "user_key.pub"), join(folder, "authorized_keys")]);
  const daemon = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", daemonConfig(folder, port)], {
    stdio: "ignore",
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      if (daemon.exitCode !== null || daemon.signalCode !== null) return resolve();
      daemon.on("close", () => resolve());
      daemon.kill("SIGKILL");
    });
  onTestFinished(stop);
  await until("sshd listens", () => listens(port));
  home.env["GIT_SSH_COMMAND"] = `ssh -F ${clientConfig(folder, port)}`;
  return {
    url: (path) => `ssh://remote.test${path}`,
    refuseCredentials: () => void writeFile(folder, "authorized_keys", ""),
    stop,
  };
}

function makeKey(path: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
}

function daemonConfig(folder: string, port: number): string {
  // sshd insists on its folder for privilege separation, also where nothing else runs it.
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${folder}/host_key`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PidFile ${folder}/sshd.pid`,
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "StrictModes no",
    "UsePAM no",
  ];
  return writeFile(folder, "sshd_config", `${lines.join("\n")}\n`);
}

function clientConfig(folder: string, port: number): string {
  const lines = [
    "Host remote.test",
    "  HostName 127.0.0.1",
    `  Port ${port}`,
    "  User root",
    `  IdentityFile ${folder}/user_key`,
    "  IdentitiesOnly yes",
    "  BatchMode yes",
    "  StrictHostKeyChecking accept-new",
    `  UserKnownHostsFile ${folder}/known_hosts`,
    "  LogLevel ERROR",
  ];
  return writeFile(folder, "config", `${lines.join("\n")}\n`);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
