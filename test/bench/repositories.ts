import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { git, type BenchHome } from "./harness.ts";

/** A repository with one pushed commit, an upstream, and a bare remote beside it. */
export function makePushed(home: BenchHome, name: string): { path: string; remote: string } {
  const path = join(home.path, name);
  const remote = join(home.path, `${name}.git`);
  git(home, home.path, "init", "--quiet", "--bare", remote);
  git(home, home.path, "init", "--quiet", path);
  git(home, path, "commit", "--quiet", "--allow-empty", "--message", "first");
  git(home, path, "remote", "add", "origin", remote);
  git(home, path, "push", "--quiet", "--set-upstream", "origin", "main");
  return { path, remote };
}

/** Copies of one pushed repository under work/, each with a bare remote of its own: quicker than as many inits. */
export function makeMany(home: BenchHome, count: number): string[] {
  const model = makePushed(home, `model-${count}`);
  return Array.from({ length: count }, (_, index) => {
    const name = `r${String(index).padStart(4, "0")}`;
    const [path, remote] = [
      join(home.path, "work", name),
      join(home.path, "remotes", `${name}.git`),
    ];
    cpSync(model.remote, remote, { recursive: true });
    cpSync(model.path, path, { recursive: true });
    const config = join(path, ".git", "config");
    writeFileSync(config, readFileSync(config, "utf8").replace(model.remote, remote));
    return path;
  });
}

/** Gives the repository the three hooks, each an empty shell script. */
export function writeEmptyHooks(path: string): void {
  const folder = join(path, ".git", "hooks");
  mkdirSync(folder, { recursive: true });
  for (const event of ["post-commit", "post-merge", "post-rewrite"]) {
    writeFileSync(join(folder, event), "#!/bin/sh\n");
    chmodSync(join(folder, event), 0o755);
  }
}

/** Waits until nobody has anything left to do in the repository. */
export async function untilIdle(path: string): Promise<void> {
  const folder = join(path, ".git", "sync-hooks");
  while (existsSync(join(folder, "request")) || existsSync(join(folder, "request.running")))
    await sleep(5);
}
