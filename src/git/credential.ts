import type { Run } from "../system/run.ts";
import { childEnvironment } from "./environment.ts";

const timeoutMs = 20_000;

/**
 * The password that git's credential helpers hold for a URL's host (git-credential(1)), or null. Nobody is asked:
 * neither on a terminal nor by a window.
 */
export async function storedPassword(
  url: string,
  start: { env: NodeJS.ProcessEnv; cwd: string; run: Run },
): Promise<string | null> {
  const { protocol, host, pathname } = new URL(url);
  const path = pathname.replace(/^\/+/, "");
  const request = [`protocol=${protocol.replace(":", "")}`, `host=${host}`];
  if (path !== "") request.push(`path=${path}`);
  const {
    GIT_ASKPASS: _askPass,
    SSH_ASKPASS: _sshAskPass,
    ...env
  } = childEnvironment(start.env, null);
  const { status, stdout } = await start.run("git", ["-c", "core.askPass=", "credential", "fill"], {
    cwd: start.cwd,
    env,
    timeoutMs,
    input: `${request.join("\n")}\n\n`,
  });
  if (status !== 0) return null;
  return /^password=(.+)$/m.exec(stdout)?.[1] ?? null;
}
