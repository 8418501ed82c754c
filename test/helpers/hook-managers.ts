import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Home } from "./home.ts";
import { writeFile } from "./home.ts";

const folder = fileURLToPath(new URL("../managers", import.meta.url));

/**
 * Installs husky, lefthook and simple-git-hooks into test/managers, once. Without
 * their install scripts: lefthook's would write hooks into the repository around it.
 */
export function prepareHookManagers(): void {
  if (existsSync(join(folder, "node_modules", ".package-lock.json"))) return;
  const args = ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"];
  execFileSync("npm", args, { cwd: folder, stdio: "pipe" });
}

/** Runs one of the managers' own commands in a repository, as its user would. */
export function runManager(home: Home, repository: string, name: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(folder, "node_modules", binaries[name] ?? ""), ...args], {
    cwd: repository,
    env: home.env,
    stdio: "pipe",
  });
}

const binaries: Record<string, string> = {
  husky: "husky/bin.js",
  lefthook: "lefthook/bin/index.js",
  "simple-git-hooks": "simple-git-hooks/cli.js",
};

/** Gives the repository the managers as its own dependencies, as `npm install` would have. */
export function linkManagers(repository: string): void {
  const target = join(repository, "node_modules");
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(folder, "node_modules"), target);
  writeFile(repository, ".gitignore", "node_modules\nmanager-ran\n");
}
